import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import type { Logger } from 'pino';
import { atOnceEach } from '../../../src/lib/at-once.ts';
import { isDeeper } from '../../../src/lib/json.ts';
import { seldom } from '../../../src/lib/seldom.ts';
import type { App } from '../../../src/service/context.ts';
import { directoryPath } from '../../../src/service/directory/principal.ts';
import { openDirectory } from '../../../src/service/directory/tokens.ts';
import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import { setRetryAfter } from '../../pages/http-error.ts';
import { addressOf, correlationIdOf } from '../../pages/http-request.ts';
import { bulk, maxBulkMs } from './bulk.ts';
import { dispatch, routeOf } from './dispatch.ts';
import { scimErrorOf } from './error-of.ts';
import { refuseStrange } from './read-values.ts';
import { largestBody } from './schemas.ts';
import { errorBody, ScimError } from './scim-error.ts';
import type { ScimRequest, ScimResponse } from './scim-request.ts';
import { isKnownVersion, versionsIn } from './versions.ts';

const types = ['application/scim+json', 'application/json'];

/**
 * The SCIM 2.0 service provider: a school's own directory (Entra ID, Okta, Google) pushes its staff here. The token says
 * which school's it is.
 */
export function scimServer({ app, log }: { app: App; log: Logger }): Router {
  const router = Router();
  router.use(directoryPath, open(app), findRoute, readBody, answer(app, log), problems(log));
  return router;
}

/** Before anything is read: who shows no good token is told nothing, and costs next to nothing. */
const open =
  (app: App): RequestHandler =>
  async (req, res, next) => {
    const token = /^Bearer +(\S+) *$/i.exec(req.get('authorization') ?? '')?.[1];
    const shown = { token, address: addressOf(req), correlationId: correlationIdOf(res) };
    const opened = await openDirectory(app, shown);
    if (!opened) {
      res.set('WWW-Authenticate', 'Bearer realm="Staffroom"');
      throw new ScimError(401, say.noToken);
    }
    res.locals.directory = opened;
    next();
  };

const isBulk = (path: string[]) => path.length === 1 && path[0] === 'Bulk';

/** Before the body is read, or what type it is: who asks for what is not there learns that, whatever they sent. */
const findRoute: RequestHandler = (req, res, next) => {
  const path = pathOf(req.path);
  const methods = isBulk(path) ? ['POST'] : [...routeOf(path).keys()];
  if (!methods.includes(methodOf(req.method))) {
    res.set('Allow', [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', '));
    throw new ScimError(405, say.method(req.method));
  }
  res.locals.path = path;
  next();
};

const methodOf = (method: string) => (method === 'HEAD' ? 'GET' : method);

// What names no type is taken for JSON, which is all that there is here.
const parse = express.json({
  type: () => true,
  limit: largestBody,
  strict: false,
  verify(_req, _res, bytes, encoding) {
    if (encoding !== 'utf-8') throw new ScimError(415, say.type);
    // To parse hundreds of thousands of brackets takes half a second.
    if (isDeeper(bytes, deepest)) throw new ScimError(400, say.bodyDeep, 'invalidSyntax');
  },
});

/** How deep lists and objects may go in a body: far deeper than any of SCIM. */
const deepest = 50;

const readBody: RequestHandler = (req, res, next) => {
  // Some clients send an empty body, of no type, with a DELETE.
  if (!['POST', 'PUT', 'PATCH'].includes(req.method)) return next();
  if (req.get('content-type') && req.is(types) === false) throw new ScimError(415, say.type);
  parse(req, res, (error) => {
    if (error) return next(error);
    try {
      refuseStrange(req.body);
      next();
    } catch (problem) {
      next(problem);
    }
  });
};

/**
 * Changes of one school wait for each other, each with a connection to the database: a directory that sends a thousand at once has
 * no more than its share of them.
 */
const perSchool = atOnceEach({ atOnce: 4, waiting: 100 });

const answer =
  (app: App, log: Logger): RequestHandler =>
  async (req, res) => {
    const request: ScimRequest = {
      directory: res.locals.directory,
      base: app.publicUrl + directoryPath,
      method: methodOf(req.method),
      path: res.locals.path,
      query: req.query,
      body: req.body,
      expected: versionsIn(req.get('if-match')),
    };
    const problemOf = (error: unknown) => explain(error, log, correlationIdOf(res));
    const until = performance.now() + maxBulkMs;
    const work = () =>
      isBulk(request.path) ? bulk(request, problemOf, () => performance.now() > until) : dispatch(request);
    const done = await perSchool(request.directory.actor.centreId, work);
    const isKnown = request.method === 'GET' && isKnownVersion(req.get('if-none-match'), done.tag);
    send(res, isKnown ? { status: 304, tag: done.tag } : done);
  };

function pathOf(path: string): string[] {
  try {
    return path.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    throw new ScimError(404, say.nothing);
  }
}

function send(res: Parameters<RequestHandler>[1], { status, body, location, tag }: ScimResponse): void {
  res.status(status);
  if (tag) res.set('ETag', tag);
  if (location) res.set(status === 201 ? 'Location' : 'Content-Location', location);
  if (!body) return void res.end();
  res.type('application/scim+json').send(JSON.stringify(body));
}

/** What is written down of whoever shows no token that works. */
const refusals: Record<number, string> = {
  401: 'Someone asked as a school’s directory, with no token that works.',
  429: 'Someone asked as a school’s directory again and again, with no token that works.',
};

function problems(log: Logger): ErrorRequestHandler {
  const isTime = seldom();
  return (error, _req, res, next) => {
    if (res.headersSent) return next(error);
    const correlationId = correlationIdOf(res);
    const problem = explain(error, log, correlationId);
    const refusal = refusals[problem.status];
    if (refusal && isTime(refusal)) log.info({ correlationId }, refusal);
    setRetryAfter(res, error);
    if (problem.status === 503) res.set('Retry-After', '60');
    send(res, { status: problem.status, body: errorBody(problem) });
  };
}

/** What the directory is told; what is nobody's doing but ours is written down. */
function explain(error: unknown, log: Logger, correlationId: string): ScimError {
  const problem = scimErrorOf(error);
  if (problem?.status === 503)
    log.warn({ err: error, correlationId }, 'The directory’s request could not reach the database.');
  if (problem) return problem;
  log.error({ err: error, correlationId }, 'A directory’s request broke.');
  return new ScimError(500, say.broken(correlationId));
}
