import {
  type App,
  defaultBodyLimit,
  HTTPResponseAck,
  HTTPModuleFunctions as http,
  isRawBodyError,
  type Logger,
  type Receiver,
} from '@slack/bolt';
import type { Request, RequestHandler, Response } from 'express';
import { isObject } from '../../../src/lib/json.ts';
import { seldom } from '../../../src/lib/seldom.ts';
import { NotKept } from '../../chat/delivery.ts';
import { isAhead } from './stamp.ts';

/** Where payloads are posted to, with HTTP. */
export const eventsPath = '/slack/events';
const endpoints = [eventsPath, `${eventsPath}/`];

interface Door extends Receiver {
  handler: RequestHandler;
}

/**
 * Where Slack posts what people do, made of the parts of bolt's own receivers. Its HTTP one takes a signed `null` for an object, which ends
 * the process, and breaks at an address that only Express can read; its Express one has four layers more for each payload.
 */
export function openDoor(signingSecret: string, logger: Logger): Door {
  let app: App | undefined;
  const isTime = seldom();
  const refuse = (why: string) => {
    if (isTime(why)) logger.warn(`What was posted to ${eventsPath} is not taken: ${why}`);
  };
  const take = async (req: Request, res: Response): Promise<void> => {
    const body = await readSigned(signingSecret, refuse, req);
    if (typeof body === 'number') return http.buildNoBodyResponse(res, body);
    if (body.ssl_check === '1') return http.buildSSLCheckResponse(res);
    if (body.type === 'url_verification') return http.buildUrlVerificationResponse(res, body);
    const ack = new HTTPResponseAck({
      logger,
      processBeforeResponse: false,
      unhandledRequestHandler: () => endWith(res, 404),
      httpRequest: req,
      httpRequestBody: body,
      httpResponse: res,
    });
    const retryNum = http.extractRetryNumFromHTTPRequest(req);
    await app?.processEvent({ body, ack: ack.bind(), ...(retryNum !== undefined && { retryNum }) });
  };
  return {
    init(of) {
      app = of;
    },
    // The server is the program's.
    start: async () => {},
    stop: async () => {},
    handler: (req, res, next) => {
      const [path = ''] = req.url.split('?', 1);
      if (req.method !== 'POST' || !endpoints.includes(path)) next();
      // As bolt refuses what is too old: it could be sent again until then.
      else if (isAhead(req.headers)) endWith(res, 401);
      // What is not acknowledged is answered once; it is in the log already.
      else take(req, res).catch((error) => endWith(res, error instanceof NotKept ? 503 : 500));
    },
  };
}

function endWith(res: Response, status: number): void {
  if (!res.headersSent) res.writeHead(status).end();
}

/** What Slack sent, or the status of what is refused. @param refuse told why: one of a few sentences of bolt's */
async function readSigned(
  signingSecret: string,
  refuse: (why: string) => void,
  req: Request,
): Promise<Record<string, unknown> | number> {
  try {
    const read = await http.parseAndVerifyHTTPRequest({ signingSecret, bodyLimit: defaultBodyLimit }, req);
    const body = parsed(read);
    return isObject(body) ? body : 400;
  } catch (error) {
    refuse((error as Error).message);
    return isRawBodyError(error) && error.statusCode === 413 ? 413 : 401;
  }
}

function parsed(read: Parameters<typeof http.parseHTTPRequestBody>[0]): unknown {
  try {
    return http.parseHTTPRequestBody(read);
  } catch {
    return undefined;
  }
}
