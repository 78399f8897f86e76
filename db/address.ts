import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type pg from 'pg';

/** How a server is reached, as `pg` takes it. */
export type Address = Required<Pick<pg.ClientConfig, 'ssl'>> &
  Pick<pg.ClientConfig, 'host' | 'port' | 'user' | 'password' | 'database'>;

/** What `sslmode` may say, with PostgreSQL's own meanings; `no-verify` is what other programs say for `require`. */
const sslModes = ['disable', 'allow', 'prefer', 'require', 'no-verify', 'verify-ca', 'verify-full'] as const;
type SslMode = (typeof sslModes)[number];

/** Whether TLS is used only where the server has it, which has to be asked (see reach.ts). */
export const isOptional = (mode: SslMode): boolean => mode === 'allow' || mode === 'prefer';

const known = ['ssl', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey'];

/**
 * Reads the address of a database. There is one reading for all connections, since packages differ in what they make of
 * `sslmode`.
 *
 * @param url `postgres://user:password@host:port/database?sslmode=…`; `?host=/run/postgresql` for a socket
 * @throws Error with a sentence that names the setting
 */
export function readAddress(url: string): Address {
  const { hostname, port, username, password, pathname, searchParams: given } = new URL(url);
  const host = given.get('host') ?? (plain(hostname).replace(/^\[(.*)\]$/, '$1') || 'localhost');
  const user = plain(username) || given.get('user');
  const secret = plain(password) || given.get('password');
  const database = plain(pathname.slice(1));
  return {
    host,
    port: Number(port || given.get('port') || 5432),
    ...(user && { user }),
    ...(secret && { password: secret }),
    ...(database && { database }),
    ssl: host.startsWith('/') ? false : tlsOf(sslModeOf(url), given),
  };
}

/** The same address for another user. @param password of letters and digits alone, as the user's name */
export function asUser(url: string, user: string, password: string): string {
  const given = new URL(url);
  given.username = user;
  given.password = password;
  // A socket's address has no host, and so no place for a user before it.
  if (given.username !== user) {
    given.searchParams.set('user', user);
    given.searchParams.set('password', password);
  }
  return given.href;
}

function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw wrong('a % that stands for itself is written %25 in an address');
  }
}

/** @throws Error with a sentence that names the setting */
export function sslModeOf(url: string): SslMode {
  const given = new URL(url).searchParams;
  for (const name of given.keys()) {
    if (name.startsWith('ssl') && !known.includes(name)) throw wrong(`${name} is not known. Use ${known.join(', ')}`);
  }
  const ssl = given.get('ssl');
  // Whoever gives a certificate wants it to be looked at.
  const unsaid = ['sslrootcert', 'sslcert', 'sslkey'].some((name) => given.has(name)) ? 'verify-full' : 'disable';
  const mode = given.get('sslmode') ?? (ssl === null ? unsaid : (oldSpellings[ssl] ?? ssl));
  const found = sslModes.find((each) => each === mode);
  if (!found) throw wrong(`sslmode=${mode} is not known. Use ${sslModes.join(', ')}`);
  return found;
}

/** Of `ssl`, which says no more than whether. */
const oldSpellings: Record<string, SslMode> = {
  true: 'verify-full',
  '1': 'verify-full',
  false: 'disable',
  '0': 'disable',
};

function tlsOf(mode: SslMode, given: URLSearchParams): ConnectionOptions | false {
  if (mode === 'disable') return false;
  const root = given.get('sslrootcert');
  const ca = root && root !== 'system' ? certificatesOf(root) : undefined;
  const cert = given.get('sslcert');
  const key = given.get('sslkey');
  // With a certificate to trust, `require` looks at it: so does PostgreSQL's own library.
  const verifies = mode.startsWith('verify') || (mode === 'require' && ca !== undefined);
  return {
    rejectUnauthorized: verifies,
    ...(ca && { ca }),
    ...(cert && { cert: fileOf('sslcert', cert) }),
    ...(key && { key: fileOf('sslkey', key) }),
    // Whose certificate it is, but not for which name.
    ...(verifies && mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
  };
}

function certificatesOf(path: string): string {
  const content = fileOf('sslrootcert', path);
  try {
    new X509Certificate(content);
    return content;
  } catch {
    throw wrong(
      `sslrootcert: ${path} is no certificate. Give a PEM file, which begins with -----BEGIN CERTIFICATE-----`,
    );
  }
}

function fileOf(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw wrong(`${name}: ${path} can’t be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

const wrong = (what: string) => new Error(`DATABASE_URL: ${what}.`);
