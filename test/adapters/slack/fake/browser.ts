import { type Session, sessionCookie } from './oauth.ts';
import type { World } from './world.ts';

/** Where a browser ended up. */
export interface Landed {
  url: string;
  status: number;
  body: string;
}

/**
 * Walks from the app's install page to Slack, says yes there (or no), and walks back, with a cookie jar for each host.
 * @param cookies false: another browser, without the app's cookies, comes back
 */
export async function walkInstall(
  world: World,
  session: Session,
  installUrl: string,
  { cookies = true }: { cookies?: boolean } = {},
): Promise<Landed> {
  const jars = new Map<string, Map<string, string>>();
  const slack = new URL(world.url).host;
  jars.set(slack, new Map([[sessionCookie, Buffer.from(JSON.stringify(session)).toString('base64url')]]));
  let url = new URL(installUrl);
  for (let hops = 0; hops < 10; hops += 1) {
    const jar = jars.get(url.host) ?? new Map<string, string>();
    jars.set(url.host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const send = cookie && (cookies || url.host === slack);
    const answer = await fetch(url, { redirect: 'manual', headers: send ? { cookie } : {} });
    keep(jar, answer.headers.getSetCookie());
    const body = await answer.text();
    const next = answer.headers.get('location') ?? linkToSlack(world, body);
    if (!next) return { url: url.href, status: answer.status, body };
    url = new URL(next, url);
  }
  throw new Error('Too many redirects');
}

function keep(jar: Map<string, string>, setCookies: string[]): void {
  for (const each of setCookies) {
    const [pair = '', ...rest] = each.split(';').map((part) => part.trim());
    const at = pair.indexOf('=');
    const gone = rest.some((part) => /^max-age=0$/i.test(part) || /^expires=thu, 01 jan 1970/i.test(part));
    if (gone) jar.delete(pair.slice(0, at));
    else jar.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

/** The "Add to Slack" button of an install page. */
function linkToSlack(world: World, html: string): string | undefined {
  const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
  return links.find((href) => href.startsWith(`${world.url}/oauth/v2/authorize`));
}
