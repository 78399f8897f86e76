import { isIP } from 'node:net';
import { isLoopbackHost } from '../../../lib/net.ts';
import { listed } from '../../../ui/formats.ts';
import type { TrustedProxies } from '../../config/proxies.ts';
import { proxyHeaders } from '../../proxies.ts';
import type { Finding } from '../check.ts';
import type { Asked, Asking } from './asking.ts';

const about = 'proxy';

/** No address of anyone's (RFC 5737): who is taken for it, was taken for what they called themselves. */
const forged = '198.51.100.77';

/** As large as what directories and Teams may send, in bytes. */
const largestBody = 1_048_576;

/** What has to arrive as it was sent. */
const needed = {
  authorization: 'Bearer of-the-doctor',
  cookie: 'of=the-doctor',
  'if-match': '"of-the-doctor"',
  'x-slack-signature': 'of-the-doctor',
  'x-slack-request-timestamp': '0',
};

/** What a proxy before us makes of requests: where they come from, and what of them it lets through. */
export async function checkProxy(
  asking: Asking,
  { trusted, publicUrl }: { trusted: TrustedProxies | undefined; publicUrl: URL },
): Promise<Finding[]> {
  const [plain, claiming, large, ...others] = await Promise.all([
    asking.ask(),
    asking.ask({ headers: { ...needed, 'x-forwarded-for': forged } }),
    asking.ask({
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(largestBody),
    }),
    ...(['PUT', 'PATCH', 'DELETE'] as const).map((method) => asking.ask({ method })),
  ]);
  if (!plain.seen) return [];
  const { seen } = plain;
  const header = seen.headers.find((name) => proxyHeaders.includes(name));
  const isBehind = header !== undefined || (!isLoopbackHost(publicUrl.hostname) && isLoopbackHost(seen.from));
  const found = [
    ofAddresses(seen, isBehind, header, trusted),
    claiming.seen && ofClaims(claiming.seen, trusted),
    claiming.seen && ofHeaders(claiming.seen.headers),
    ofBody(large),
    ofMethods(['PUT', 'PATCH', 'DELETE'].filter((_, i) => !others[i]?.seen)),
  ].filter((each) => each !== undefined);
  if (found.length > 0) return found;
  const says = isBehind
    ? `The one at ${seen.from} says where requests come from, and lets all through. A forged address was not believed.`
    : 'There is none before Staffroom.';
  return [{ about, is: 'good', says }];
}

type Seen = NonNullable<Asked['seen']>;

/** Whose address counts, for who comes by the proxy. */
function ofAddresses(
  { from, ip, forwardedFor }: Seen,
  isBehind: boolean,
  header: string | undefined,
  trusted: TrustedProxies | undefined,
): Finding | undefined {
  if (!isBehind) return undefined;
  const name = isLoopbackHost(from) ? 'loopback' : from;
  if (trusted === undefined) {
    return {
      about,
      is: 'wrong',
      says: `Requests come by a proxy at ${from}${header ? ` (they have ${header})` : ''}, and TRUSTED_PROXIES is not set: all who come by it count as one, and are locked out together.`,
      todo: `If the proxy is yours, set TRUSTED_PROXIES=${name}, and have it set X-Forwarded-For.`,
    };
  }
  if (forwardedFor === '') {
    return {
      about,
      is: 'wrong',
      says: `The proxy at ${from} does not say where requests come from: all who come by it count as one, and are locked out together.`,
      todo: 'Have it set X-Forwarded-For; in nginx: proxy_set_header X-Forwarded-For $remote_addr;',
    };
  }
  if (ip !== from || isIP(forwardedFor.trim()) === 0 || forwardedFor.trim() === from) return undefined;
  return {
    about,
    is: 'wrong',
    says: `Requests come by a proxy at ${from}, which TRUSTED_PROXIES does not name: all who come by it count as one, and are locked out together.`,
    todo: `If the proxy is yours, add ${name} to TRUSTED_PROXIES.`,
  };
}

/**
 * Whether someone is taken for what they call themselves. Who asks from an address that is itself one of the trusted proxies (this
 * machine, say) is rightly believed: then what the proxy made of the header decides.
 */
function ofClaims({ ip, forwardedFor }: Seen, trusted: TrustedProxies | undefined): Finding | undefined {
  if (ip !== forged) return undefined;
  const isAppended = !forwardedFor.trim().endsWith(forged);
  if (isAppended && Array.isArray(trusted)) return undefined;
  const says =
    'A request with a forged X-Forwarded-For was believed: anyone may pass for any address, and try passwords without limit.';
  const todo = isAppended
    ? `TRUSTED_PROXIES=${trusted} counts more proxies than there are. Correct it, or name their addresses.`
    : 'Have the proxy overwrite X-Forwarded-For, not pass it on; in nginx: proxy_set_header X-Forwarded-For $remote_addr;';
  return { about, is: 'wrong', says, todo };
}

function ofHeaders(there: string[]): Finding | undefined {
  const dropped = Object.keys(needed).filter((name) => !there.includes(name));
  if (dropped.length === 0) return undefined;
  const says = `The proxy drops ${listed(dropped)}: what needs ${dropped.length === 1 ? 'it' : 'them'} is refused.`;
  return { about, is: 'wrong', says, todo: 'Have it pass on all headers of a request.' };
}

function ofBody(large: Asked): Finding | undefined {
  if (large.seen || large.answer?.status !== 413) return undefined;
  const says = 'The proxy refuses bodies of 1 MB (413), and directories and Teams send as much.';
  return { about, is: 'wrong', says, todo: 'Raise its limit; in nginx: client_max_body_size 2m;' };
}

function ofMethods(refused: string[]): Finding | undefined {
  if (refused.length === 0) return undefined;
  const says = `The proxy does not let through ${listed(refused)}, by which a school’s directory changes its people.`;
  return { about, is: 'note', says, todo: 'If a directory is connected, have the proxy let all methods through.' };
}
