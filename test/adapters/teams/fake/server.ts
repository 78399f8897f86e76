import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen } from '../../../kit/listen.ts';
import { type Failure, loseAnswer } from '../../kit/failure.ts';
import { connector } from './connector.ts';
import { download, upload } from './files.ts';
import { answer, bodyOf, ConnectorError, wait } from './http.ts';
import type { Trust } from './keys.ts';
import { giveToken } from './login.ts';
import type { Call } from './types.ts';
import type { World } from './world.ts';

/** Microsoft's hosts, all on one loopback port: keys, the connector and the store of files. @returns what closes them */
export async function serve(world: World, keys: Trust): Promise<() => Promise<void>> {
  const { server, url, close } = await listen((req, res) => {
    route(world, keys, req, res).catch((error: Error) => {
      // A bug of the fake: the test must see it.
      world.violations.push(`the fake failed at ${req.method} ${req.url}: ${error.stack}`);
      if (!res.headersSent) answer(res, 500, { error: { code: 'ServiceError', message: error.message } });
    });
  });
  // Longer than a client keeps an idle connection, so that none is closed under a request.
  server.keepAliveTimeout = 60_000;
  world.url = url;
  world.serviceUrl = `${url}/emea/`;
  return close;
}

async function route(world: World, keys: Trust, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '/', world.url);
  const content = await bodyOf(req);
  const call: Call = {
    method: req.method ?? 'GET',
    path: url.pathname,
    body: parsed(content),
    status: 0,
    at: Date.now(),
    ...(req.headers.authorization ? { authorization: req.headers.authorization } : {}),
  };
  world.calls.push(call);
  res.on('finish', () => {
    call.status = res.statusCode;
  });
  if (await failed(world, call, res)) return;
  if (url.pathname.startsWith('/v1/.well-known/')) {
    if (world.openIdDown) {
      req.socket.destroy();
      return;
    }
    return answer(res, 200, url.pathname.endsWith('/keys') ? keys.jwks() : keys.metadata());
  }
  if (url.pathname.startsWith('/upload/')) return upload(world, req, res, content);
  if (url.pathname.startsWith('/download/')) return download(world, req, res);
  if (url.pathname.startsWith('/emea/v3/')) return asConnector(world, call, url, res);
  if (url.pathname.endsWith('/oauth2/v2.0/token')) return giveToken(world, url, content.toString(), res);
  world.violations.push(`${call.method} ${call.path}: nothing of Teams is there`);
  answer(res, 404, { error: { code: 'NotFound', message: 'Not found' } });
}

function asConnector(world: World, call: Call, url: URL, res: ServerResponse): void {
  try {
    const segments = url.pathname.slice('/emea/v3/'.length).split('/').map(decodeURIComponent);
    const { status, body } = connector(world, call.method, segments, call.body, url.searchParams);
    answer(res, status, body);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const { status, code, message, retryAfter, violation } = error;
    if (violation) world.violations.push(`${call.method} ${call.path}: ${code}: ${message}`);
    refuse(res, status, code, message, retryAfter);
  }
}

/** @returns whether the request has been answered, or cut off, as a test wanted it */
async function failed(world: World, call: Call, res: ServerResponse): Promise<boolean> {
  const words = `${call.method} ${decodeURIComponent(call.path)}`;
  const failure = world.failures.find(
    ({ pattern, left }) => left > 0 && (typeof pattern === 'string' ? words.includes(pattern) : pattern.test(words)),
  );
  if (!failure) return false;
  failure.left -= 1;
  const { delayMs, cut, lost, status, error = codes[status ?? 0] ?? 'ServiceError', retryAfter }: Failure = failure.how;
  if (delayMs) await wait(delayMs);
  if (lost) loseAnswer(res);
  if (cut) res.socket?.destroy();
  else if (status === undefined) return false;
  else refuse(res, status, error, `As the test wanted: ${error}`, retryAfter);
  return true;
}

function refuse(res: ServerResponse, status: number, code: string, message: string, retryAfter?: number): void {
  const headers: Record<string, number> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  answer(res, status, { error: { code, message } }, headers);
}

const codes: Record<number, string> = {
  401: 'Unauthorized',
  403: 'ForbiddenOperationException',
  404: 'ConversationNotFound',
  412: 'PreconditionFailed',
  413: 'MessageSizeTooBig',
  429: 'Throttled',
};

function parsed(content: Buffer): unknown {
  if (content.length === 0) return undefined;
  try {
    return JSON.parse(content.toString());
  } catch {
    return content.toString('latin1');
  }
}
