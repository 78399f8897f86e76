import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer } from './http.ts';
import { manifestScopes, type World } from './world.ts';

/** The cookie that tells Slack's page who is signed in, and to what they say yes. */
export const sessionCookie = 'fake_slack_session';

export interface Session {
  teamId: string;
  by: string;
  /** For the whole enterprise. */
  org: boolean;
  deny: boolean;
  /** Scopes that are asked for and not given. */
  withheld: string[];
  /** Token rotation is on. */
  rotates: boolean;
}

/** Slack's page that asks a person whether the app may come in; the person has answered already, by the cookie. */
export function authorise(world: World, req: IncomingMessage, res: ServerResponse, query: URLSearchParams): void {
  const session = sessionOf(req.headers.cookie ?? '');
  const scopes = (query.get('scope') ?? '').split(/[ ,]/).filter(Boolean);
  const redirectUri = query.get('redirect_uri') ?? '';
  const problem = problemWith(world, query, scopes, redirectUri);
  if (!session || problem) {
    answer(res, problem ? 400 : 200, problem ?? 'Sign in to Slack');
    return;
  }
  for (const scope of scopes.filter((each) => !manifestScopes.includes(each))) {
    world.violations.push(`oauth: asks for the scope ${scope}, which the manifest has not`);
  }
  const back = new URL(redirectUri);
  if (session.deny) {
    back.searchParams.set('error', 'access_denied');
  } else {
    const code = `${Date.now()}.${randomBytes(12).toString('hex')}`;
    const { teamId, by, org, rotates, withheld } = session;
    const given = scopes.filter((each) => !withheld.includes(each));
    const issued = { issued: world.now(), used: false };
    world.codes.set(code, { teamId, by, org, rotates, scopes: given, redirectUri, ...issued });
    back.searchParams.set('code', code);
  }
  const state = query.get('state');
  if (state) back.searchParams.set('state', state);
  res.writeHead(302, { location: back.href }).end();
}

function sessionOf(cookies: string): Session | undefined {
  const cookie = new RegExp(`${sessionCookie}=([^;]+)`).exec(cookies)?.[1];
  return cookie ? JSON.parse(Buffer.from(cookie, 'base64url').toString()) : undefined;
}

function problemWith(world: World, query: URLSearchParams, scopes: string[], redirectUri: string): string | undefined {
  if (query.get('client_id') !== world.clientId) return 'Invalid client_id';
  if (scopes.length === 0) return 'No scopes requested';
  if (!URL.canParse(redirectUri)) return 'redirect_uri did not match any configured URIs';
  return undefined;
}
