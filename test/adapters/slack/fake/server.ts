import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen } from '../../../kit/listen.ts';
import { loseAnswer } from '../../kit/failure.ts';
import { answer, uploadOf } from './http.ts';
import { authorise } from './oauth.ts';
import { respond } from './response-url.ts';
import type { Sockets } from './socket.ts';
import type { Token } from './types.ts';
import type { WebApi } from './web-api.ts';
import { reaches } from './workspaces.ts';
import type { World } from './world.ts';

/** Slack's hosts, all on one loopback port: the Web API, response URLs, files, OAuth and sockets. @returns what closes them */
export async function serve(world: World, api: WebApi, sockets: Sockets): Promise<() => Promise<void>> {
  const { server, url, close } = await listen((req, res) => {
    res.setHeader('date', new Date(world.now()).toUTCString());
    route(world, api, req, res).catch((error: Error) => {
      // A bug of the fake, or a body that can't be read: the test must see it.
      world.violations.push(`${req.method} ${req.url}: ${error.stack}`);
      answer(res, 500, error.message);
    });
  });
  server.on('upgrade', (req, socket, head) => sockets.upgrade(req, socket, head));
  world.url = url;
  return close;
}

async function route(world: World, api: WebApi, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(req.url ?? '/', world.url);
  const [, first, ...rest] = pathname.split('/');
  if (first === 'api') return api.handle(req, res, rest.join('/'));
  if (first === 'commands' || first === 'actions') {
    if (await failed(api, 'response_url', res)) return;
    return respond(world, req, res, pathname);
  }
  if (first === 'upload') {
    if (await failed(api, 'upload', res)) return;
    return upload(world, req, res, rest.at(-1) ?? '');
  }
  if (first === 'files-pri') return download(world, req, res, rest[0] ?? '');
  if (pathname === '/oauth/v2/authorize') return authorise(world, req, res, searchParams);
  if (pathname === '/signin')
    return answer(res, 200, '<!doctype html><title>Sign in | Slack</title>', { 'content-type': 'text/html' });
  answer(res, 404, 'Not found');
}

/** @returns whether what has no errors in a 200 was answered as a test wanted it */
async function failed(api: WebApi, what: string, res: ServerResponse): Promise<boolean> {
  const { status, retryAfter, lost } = (await api.failing(what)) ?? {};
  if (lost) loseAnswer(res);
  if (retryAfter !== undefined) answer(res, status ?? 429, '', { 'retry-after': String(retryAfter) });
  else if (status) answer(res, status, '');
  return retryAfter !== undefined || status !== undefined;
}

async function upload(world: World, req: IncomingMessage, res: ServerResponse, id: string): Promise<void> {
  const file = world.files.get(id);
  const content = await uploadOf(req);
  if (file?.state !== 'announced') return answer(res, 404, 'Not found');
  if (content.length !== file.length) {
    world.violations.push(`upload of ${file.name}: ${content.length} bytes, announced were ${file.length}`);
    return answer(res, 400, 'length mismatch');
  }
  file.content = content;
  file.state = 'uploaded';
  world.calls.push({ method: 'upload', args: {}, at: world.now(), status: 200, error: undefined });
  answer(res, 200, `OK - ${content.length}`);
}

/** Without a good token Slack shows its sign-in page, with status 200 in the end: not an error, but not the file. */
function download(world: World, req: IncomingMessage, res: ServerResponse, teamAndFile: string): void {
  const file = world.files.get(teamAndFile.split('-')[1] ?? '');
  const token = tokenOf(world, req);
  if (!file || !token?.scopes.includes('files:read') || !reaches(world, token, file.teamId)) {
    res.writeHead(302, { location: `${world.url}/signin` }).end();
    return;
  }
  res.writeHead(200, { 'content-type': file.type, 'content-length': file.content.length }).end(file.content);
}

function tokenOf(world: World, req: IncomingMessage): Token | undefined {
  const token = world.tokens.get(/^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1] ?? '');
  return token?.dead ? undefined : token;
}
