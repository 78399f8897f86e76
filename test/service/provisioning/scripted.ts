import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a site is sent, as far as it is looked at here. */
interface SeenBody {
  externalId?: string;
  Operations?: { op: string; path: string; value?: unknown }[];
  [attribute: string]: unknown;
}

export interface Seen {
  method: string;
  /** Read by people… */
  path: string;
  /** …and as it came. */
  url: string;
  body: SeenBody;
  headers: IncomingMessage['headers'];
}

export interface Says {
  status: number;
  body?: unknown;
  /** In place of a body that is JSON. */
  text?: string | Buffer;
  headers?: Record<string, string>;
}

/** A site that answers as it is told, and keeps what it was asked. */
export async function scriptedSite(answer: (seen: Seen) => Says | undefined | Promise<Says | undefined>) {
  const seen: Seen[] = [];
  const server = createServer(async (req, res) => {
    let text = '';
    for await (const chunk of req.setEncoding('utf8')) text += chunk;
    const path = decodeURIComponent((req.url ?? '').replaceAll('+', ' '));
    const body = text.startsWith('{') ? JSON.parse(text) : text;
    const one = { method: req.method ?? '', path, url: req.url ?? '', body, headers: req.headers };
    seen.push(one);
    const says = await answer(one);
    if (!says) return void res.destroy();
    res.writeHead(says.status, { 'content-type': 'application/scim+json', ...says.headers });
    res.end(says.text ?? (says.body === undefined ? undefined : JSON.stringify(says.body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`,
    seen,
    writes: () => seen.filter((s) => s.method !== 'GET'),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const nobody: Says = { status: 200, body: { totalResults: 0, Resources: [] } };

/** Makes whom it is asked to make, under an id of its own. */
export const makes = ({ method, body }: Seen): Says =>
  method === 'GET' ? nobody : { status: 201, body: { ...body, id: `site-${body.externalId}` } };
