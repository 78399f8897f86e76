import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Program, programCopy, type RunningProgram } from '../program.ts';

/** `npm start` as a process: it starts, dies, and starts again. */

let program: Program;
beforeAll(async () => {
  program = await programCopy();
});
afterAll(() => program.remove());

const get = (at: RunningProgram, path: string) => fetch(`${at.url}${path}`);
const found = async (at: RunningProgram, words: string): Promise<unknown[]> =>
  (await get(at, `/api/people?as=coordinator&q=${words}`)).json() as Promise<unknown[]>;

async function say(at: RunningProgram, text: string) {
  const body = JSON.stringify({ as: 'coordinator', place: 'direct', id: randomUUID(), text });
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${at.url}/api/say`, { method: 'POST', headers, body })).status).toBe(200);
}

test('keeps what was done when it is killed, tells a port in use, shares a database, and stops when told', async () => {
  const first = await program.start();
  expect(await (await get(first, '/readyz')).json()).toEqual({ status: 'ready', missing: [] });
  await say(first, 'add Nadia Karim nadia.karim@riverside.example programmes:primary');
  expect(await found(first, 'nadia')).toHaveLength(1);
  await first.end('SIGKILL');

  const second = await program.start();
  expect(await found(second, 'nadia')).toHaveLength(1);
  const { port } = new URL(second.url);
  await expect(program.start({ PORT: port })).rejects.toThrow(new RegExp(`ended with 1: PORT: ${port} is in use`));

  const beside = await program.start();
  expect(await found(beside, 'nadia')).toHaveLength(1);
  expect(await second.end('SIGTERM')).toBe(0);
  expect(await found(beside, 'nadia')).toHaveLength(1);
  expect(await beside.end('SIGINT')).toBe(0);
});

test('does not start with a setting that is wrong, and says which', async () => {
  await expect(program.start({ PORT: 'three', LOG_LEVEL: 'loud' })).rejects.toThrow(
    /ended with 1: PORT: .*\nLOG_LEVEL: /,
  );
});
