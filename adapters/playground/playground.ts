import express, { type Response, Router } from 'express';
import { type ApiOptions, api } from './api.ts';
import { clientScript } from './bundle.ts';
import { openHistory } from './history.ts';
import { type PageOptions, page } from './page.ts';
import { chatOf, openRoom } from './room.ts';
import { style } from './style.ts';

export interface PlaygroundOptions extends ApiOptions, Omit<PageOptions, 'timeZone'> {
  /** The school's, as it is set now. */
  timeZone: () => Promise<string>;
  /** Where the messages are kept: one JSON value a line. */
  historyFile: string;
  clock: () => Date;
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  // The Adaptive Cards renderer sets styles on its elements.
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

function send(res: Response, type: string, body: string): void {
  res.set('Cache-Control', 'no-cache').type(type).send(body);
}

/** A chat for one person to be everyone in turn. It has no sign-in: whoever mounts it guards it (`adapters/pages/secret-address.ts`). */
export function playground(options: PlaygroundOptions) {
  const history = openHistory(options.historyFile);
  const room = openRoom(history, options.clock);
  const router = Router();
  router.get('/', async (req, res) => {
    res.set('Content-Security-Policy', policy);
    send(res, 'html', page(req.baseUrl, { ...options, timeZone: await options.timeZone() }));
  });
  router.get('/playground.css', (_req, res) => send(res, 'css', style));
  router.get('/playground.js', async (_req, res) => send(res, 'js', await clientScript()));
  // A thousand rows of CSV are 100 kB; this leaves room for the largest file a form takes, 8 MB, as JSON.
  router.use(express.json({ limit: '20mb' }));
  const { routes, close } = api(options, room);
  router.use('/api', routes);
  return {
    /** To be mounted on any path of an Express app. */
    router,
    /** For the messages of jobs. */
    chat: chatOf(room, history, options.workspace, options.people),
    /** Ends the open event streams, so that the server can close. */
    close,
  };
}
