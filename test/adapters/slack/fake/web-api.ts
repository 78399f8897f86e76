import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Failure, loseAnswer } from '../../kit/failure.ts';
import { answer, argsOf } from './http.ts';
import { allMethods } from './methods/index.ts';
import { type Method, needScope, optional } from './methods/method.ts';
import { type Rates, rates } from './rates.ts';
import { inOneLine, SlackError } from './slack-error.ts';
import type { Sockets } from './socket.ts';
import type { Json, Token } from './types.ts';
import { isGranted } from './workspaces.ts';
import type { World } from './world.ts';

export interface WebApi {
  handle(req: IncomingMessage, res: ServerResponse, method: string): Promise<void>;
  /** For ever, unless it says how often. @returns what mends it */
  fail(method: string, how: Failure): () => void;
  /** How the next call is to fail, if it is, after it was held up as long as that says. */
  failing(method: string): Promise<Failure | undefined>;
}

interface Answer {
  status: number;
  body: Json;
  headers?: Record<string, string>;
}

const refused = (error: string, more: Json = {}): Answer => ({ status: 200, body: { ok: false, error, ...more } });
const tooMany = (seconds: number): Answer => ({
  status: 429,
  body: { ok: false, error: 'ratelimited' },
  headers: { 'retry-after': String(seconds) },
});

const none: Token = { token: '', kind: 'bot', scopes: [] };

export function webApi(world: World, sockets: Sockets): WebApi {
  const methods = allMethods(sockets);
  const budget: Rates = rates();
  const failures = new Map<string, Failure[]>();

  async function failing(name: string): Promise<Failure | undefined> {
    const [failure] = failures.get(name) ?? [];
    if (failure?.times !== undefined) {
      failure.times -= 1;
      if (failure.times <= 0) failures.get(name)?.shift();
    }
    if (failure?.delayMs) await wait(failure.delayMs);
    return failure;
  }

  async function run(name: string, args: Json, bearer: string | undefined, res: ServerResponse): Promise<Answer> {
    const method = methods[name];
    if (!method) return refused('unknown_method');
    const token = tokenFor(world, method, bearer);
    const failed = await failing(name);
    if (failed?.lost) loseAnswer(res);
    if (failed?.retryAfter !== undefined && !failed.status) return tooMany(failed.retryAfter);
    if (failed?.status) return { status: failed.status, body: { ok: false, error: failed.error ?? 'fatal_error' } };
    if (failed?.error) return refused(failed.error);
    if (world.options.rateLimits) {
      const team = token.teamId ?? String(args.team_id ?? token.enterpriseId);
      const seconds = budget.take(name, team, args.channel as string | undefined, world.now());
      if (seconds !== undefined) return tooMany(seconds);
    }
    // Named for a token of one workspace it is passed over.
    const named = optional(args, 'team_id');
    if (token.kind === 'bot' && named && token.enterpriseId && !token.teamId && !isGranted(world, named))
      throw new SlackError('team_access_not_granted');
    if (method.scope) needScope(token, method.scope);
    return {
      status: 200,
      // Copied: what the app gets is not the fake's own state.
      body: { ok: true, ...structuredClone(await method.run({ world, args, token })) },
      headers: { 'x-oauth-scopes': token.scopes.join(',') },
    };
  }

  return {
    failing,
    fail(method, how) {
      const failure = { ...how };
      failures.set(method, [...(failures.get(method) ?? []), failure]);
      return () => {
        const left = failures.get(method) ?? [];
        failures.set(
          method,
          left.filter((each) => each !== failure),
        );
      };
    },
    async handle(req, res, name) {
      const args = await argsOf(req);
      const bearer = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1] ?? (args.token as string | undefined);
      let done: Answer;
      try {
        if (req.method !== 'POST' && name !== 'api.test') throw new SlackError('invalid_post_type');
        done = await run(name, args, bearer, res);
      } catch (error) {
        if (!(error instanceof SlackError)) throw error;
        if (error.violation) world.violations.push(inOneLine(name, error));
        done = refused(error.error, error.more);
      }
      const { status, body, headers } = done;
      world.calls.push({
        method: name,
        args: readable(args),
        at: world.now(),
        status,
        error: body.error as string | undefined,
      });
      answer(res, status, body, headers);
    },
  };
}

/** What the app sent, as an object again where it came as JSON, and without secrets. */
function readable(args: Json): Json {
  const { token: _, client_secret: __, ...shown } = args;
  return Object.fromEntries(
    Object.entries(shown).map(([name, value]) => {
      if (typeof value !== 'string' || !/^[[{]/.test(value)) return [name, value];
      try {
        return [name, JSON.parse(value)];
      } catch {
        return [name, value];
      }
    }),
  );
}

/** @throws SlackError where the token is missing, unknown, dead or of the wrong kind */
function tokenFor(world: World, method: Method, bearer: string | undefined): Token {
  if (method.token === 'none') return none;
  if (!bearer) throw new SlackError('not_authed');
  if (bearer === world.appToken) {
    if (method.token !== 'app') throw new SlackError('not_allowed_token_type');
    return { token: bearer, kind: 'app', scopes: ['connections:write'] };
  }
  const token = world.tokens.get(bearer);
  if (!token) throw new SlackError('invalid_auth');
  if (token.dead) throw new SlackError(token.dead);
  if (method.token === 'app') throw new SlackError('not_allowed_token_type');
  return token;
}
