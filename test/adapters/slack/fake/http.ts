import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject } from '../../../../src/lib/json.ts';
import type { Json } from './types.ts';

export async function bodyOf(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The fields of a form, a multipart form or a JSON body. */
export async function argsOf(req: IncomingMessage): Promise<Json> {
  const body = await bodyOf(req);
  const type = req.headers['content-type'] ?? '';
  if (type.startsWith('application/json')) {
    const json: unknown = JSON.parse(body.toString() || '{}');
    return isObject(json) ? json : {};
  }
  if (type.startsWith('multipart/form-data')) return Object.fromEntries(await formOf(body, type));
  return Object.fromEntries(new URLSearchParams(body.toString()));
}

function formOf(body: Buffer, type: string): Promise<FormData> {
  return new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
}

/** The file in an upload: the body itself, or the one file of a multipart form. */
export async function uploadOf(req: IncomingMessage): Promise<Buffer> {
  const body = await bodyOf(req);
  const type = req.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return body;
  for (const value of (await formOf(body, type)).values()) {
    if (typeof value !== 'string') return Buffer.from(await value.arrayBuffer());
  }
  return Buffer.alloc(0);
}

export function answer(res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  res.writeHead(status, { 'content-type': type, ...headers }).end(text);
}
