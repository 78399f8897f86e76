import { httpClient } from '../../../lib/http-client.ts';
import type { Finding } from '../check.ts';

/**
 * What someone finds who types the address without https: they should be sent on. Where nobody answers they see that by themselves.
 */
export async function unencryptedDoor(url: URL, signal: AbortSignal): Promise<Finding | undefined> {
  if (url.protocol !== 'https:' || url.port !== '') return undefined;
  const plain = new URL(`http://${url.host}/`);
  const http = httpClient({ home: false, own: plain });
  const answer = await http(plain.href, { method: 'GET', signal }).catch(() => undefined);
  if (!answer) return undefined;
  const { status, headers } = answer;
  if (status >= 300 && status < 400 && headers.get('location')?.startsWith('https://')) return undefined;
  return {
    about: 'address',
    is: 'note',
    says: `${plain.origin} does not send people on to https (it answers ${status}).`,
    todo: 'Have the reverse proxy redirect it, so that nobody types a password into a page that is not encrypted.',
  };
}
