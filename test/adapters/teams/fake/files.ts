import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer } from './http.ts';
import type { FakeFile, Json } from './types.ts';
import type { World } from './world.ts';

/** Puts what a person attached where the bot may fetch it, and tells of it as Teams does. */
export function attach(world: World, file: FakeFile): Json {
  const uniqueId = randomUUID();
  const path = `/download/${uniqueId}`;
  world.attached.set(path, Buffer.from(file.content));
  return {
    contentType: 'application/vnd.microsoft.teams.file.download.info',
    contentUrl: `https://riverside-my.sharepoint.com/personal/documents/${encodeURIComponent(file.name)}`,
    name: file.name,
    content: {
      downloadUrl: `${world.url}${path}?tempauth=${randomUUID()}`,
      uniqueId,
      fileType: typeOf(file.name),
    },
  };
}

const typeOf = (name: string) => name.split('.').at(-1)?.toLowerCase() ?? '';

export function download(world: World, req: IncomingMessage, res: ServerResponse) {
  const url = new URL(req.url ?? '/', world.url);
  const content = world.attached.get(url.pathname);
  if (!content || !url.searchParams.get('tempauth')) return answer(res, 404, { error: { code: 'itemNotFound' } });
  if (req.headers.authorization) world.violations.push('a token was sent to the store of files');
  answer(res, 200, content);
}

/** Makes room for a file that a person agreed to take. */
export function slot(world: World, personId: string, name: string, announced: number): Json {
  const id = randomUUID();
  world.uploads.set(id, { id, personId, name, announced, parts: [], received: 0, done: false });
  return {
    contentUrl: `https://riverside-my.sharepoint.com/personal/documents/Applications/${encodeURIComponent(name)}`,
    name,
    uploadUrl: `${world.url}/upload/${id}?session=${randomUUID()}`,
    uniqueId: id,
    fileType: typeOf(name),
    etag: `"{${id.toUpperCase()}},1"`,
  };
}

/** As OneDrive's upload sessions: whole or in parts, each where the one before ended. */
export function upload(world: World, req: IncomingMessage, res: ServerResponse, content: Buffer) {
  const url = new URL(req.url ?? '/', world.url);
  const file = world.uploads.get(url.pathname.split('/').at(-1) ?? '');
  const refuse = (status: number, code: string) => {
    world.violations.push(`upload of ${file?.name ?? url.pathname}: ${code}`);
    answer(res, status, { error: { code } });
  };
  if (req.method !== 'PUT') return refuse(405, `method ${req.method}`);
  if (!file || !url.searchParams.get('session')) return refuse(404, 'itemNotFound');
  if (file.done) return refuse(409, 'uploadSessionAlreadyDone');
  if (req.headers.authorization) return refuse(401, 'a token was sent to the store of files');
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(req.headers['content-range'] ?? '');
  if (!range) return refuse(400, `invalidRange: no Content-Range, but ${req.headers['content-range']}`);
  const [from = 0, to = 0, total = 0] = range.slice(1).map(Number);
  if (from !== file.received || to - from + 1 !== content.length || to >= total) {
    return refuse(416, `invalidRange: ${range[0]} for ${content.length} bytes after ${file.received}`);
  }
  file.parts.push(content);
  file.received += content.length;
  if (file.received < total) return answer(res, 202, { nextExpectedRanges: [`${file.received}-`] });
  file.done = true;
  if (total !== file.announced) {
    world.violations.push(`upload of ${file.name}: ${total} bytes, the card said ${file.announced}`);
  }
  answer(res, 201, { id: file.id, name: file.name, size: total });
}
