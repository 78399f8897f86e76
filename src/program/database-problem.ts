import { fullDisk } from '../../db/embedded/plain-words.ts';
import { isConnectionProblem, serverErrorIn } from '../../db/errors.ts';
import { isDatabaseAway } from '../service/database-errors.ts';

/** What DATABASE_URL may have wrong, by PostgreSQL's code for it. */
const refused: Record<string, string> = {
  '28P01': 'the password is wrong, or the user is unknown. Correct it in the address.',
  '28000': 'the server does not let this user in from here. Ask whoever runs it, or see its pg_hba.conf.',
  '3D000': 'there is no such database on that server. Create it there, or correct the name at the address’s end.',
  '42501': 'this user may not create what Staffroom needs. Make it the owner of the database.',
  '0A000':
    'the extensions pg_trgm and btree_gin are needed, and not both are installed on that server. They are in the package postgresql-contrib.',
  '53100': 'the disk of that server is full. Make room, and start again.',
  '53300': 'no connection is left there. Raise max_connections, or the limit of this user, or end what holds them.',
  '25006': 'that server can only be read. Give the address of the one that is written to.',
};

/** Of these the server's own words help: they name what is missing, and nothing secret. */
const quoted = new Set(['42501', '3D000', '53300']);

/** What TLS may say of the server's certificate, by OpenSSL's and Node's words for it. */
const untrusted: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'who signed it is not known to this machine',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'who signed it is not known to this machine',
  UNABLE_TO_GET_ISSUER_CERT: 'who signed it is not known to this machine',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'who signed it is not known to this machine',
};

/** The same, of what no other setting mends. */
const untimely: Record<string, string> = {
  CERT_HAS_EXPIRED: 'it has expired. Have it renewed there, and PostgreSQL read it again.',
  CERT_NOT_YET_VALID: 'it is not valid yet. See whether this machine’s clock is right, else have it made anew.',
};

const toTrust =
  'Give the file of the certificate that signed it with sslrootcert=, or take sslmode=require, which encrypts without looking at it.';

/**
 * A start that failed at the database, as a line for the one who set it; other errors as they are.
 *
 * @param embeddedDir where the embedded one lies, which nobody has set
 */
export function inWords(error: unknown, embeddedDir?: string): unknown {
  const said = serverErrorIn(error);
  if (embeddedDir !== undefined) return said?.code === '53100' ? new Error(fullDisk(embeddedDir)) : error;
  if (said?.code === '28000' && /no encryption|SSL off/.test(said.message))
    return problem('the server takes encrypted connections only. Add ?sslmode=require to the address.');
  // Poolers say so; PostgreSQL itself does of nothing that we send.
  if (said?.code === '08P01')
    return problem(
      `a pooler stands before the database, and refuses: ${said.message}. Correct its settings, or give the address of PostgreSQL itself.`,
    );
  const words = said?.code && refused[said.code];
  if (words) return problem(quoted.has(said.code ?? '') ? `${words} (${said.message})` : words);
  const { code, syscall } = systemErrorIn(error) ?? {};
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return problem(
      'the server’s certificate is for another name than the address has. Use that name, or take sslmode=verify-ca, which looks at who signed it alone.',
    );
  const why = code && untrusted[code];
  if (why) return problem(`the server’s certificate is not trusted: ${why}. ${toTrust}`);
  if (error instanceof Error && /^SASL: .*password must be/.test(error.message))
    return problem('the server asks for a password, and the address has none.');
  const when = code && untimely[code];
  if (when) return problem(`the server’s certificate is not trusted: ${when}`);
  const isAway =
    isDatabaseAway(error) || isConnectionProblem(error) || syscall === 'connect' || network.test(code ?? '');
  if (!isAway) return error;
  const which = said?.code ?? code;
  return problem(
    `the database can't be reached${which ? ` (${which})` : ''}. Check the address, and that the server runs.`,
  );
}

const problem = (what: string) => new Error(`DATABASE_URL: ${what}`);

/**
 * The operating system's and Node's codes for a connection that could not be made, or ended. What a socket may say of itself (ENOENT,
 * EACCES) files say too, of which the database knows nothing.
 */
const network =
  /^(ECONN[A-Z]+|E(HOST|NET)(UNREACH|DOWN)|ENOTFOUND|EAI_[A-Z]+|ETIMEDOUT|EPIPE|EPROTO|EADDRNOTAVAIL|ERR_(SSL|TLS)_.*)$/;

/** What the operating system or TLS said, under what was wrapped around it. */
function systemErrorIn(error: unknown): NodeJS.ErrnoException | undefined {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if ((cause as NodeJS.ErrnoException).code) return cause;
  return undefined;
}
