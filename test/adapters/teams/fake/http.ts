import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer of the connector that says no, in Teams' words. */
export class ConnectorError extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryAfter: number | undefined;
  /** Whether the bot should never have asked. */
  readonly violation: boolean;

  constructor(status: number, code: string, message: string, more: { retryAfter?: number; violation?: boolean } = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = more.retryAfter;
    this.violation = more.violation ?? false;
  }
}

export function badRequest(message: string): ConnectorError {
  return new ConnectorError(400, 'BadSyntax', message, { violation: true });
}

export async function bodyOf(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export function answer(
  res: ServerResponse,
  status: number,
  body?: unknown,
  headers: Record<string, string | number> = {},
): void {
  if (body === undefined) {
    res.writeHead(status, headers).end();
    return;
  }
  const raw = Buffer.isBuffer(body);
  const type = raw ? 'application/octet-stream' : 'application/json; charset=utf-8';
  res.writeHead(status, { 'content-type': type, ...headers }).end(raw ? body : JSON.stringify(body));
}

export const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
