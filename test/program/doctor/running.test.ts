import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256 } from '../../../src/lib/hash.ts';
import { askRunning } from '../../../src/program/doctor/running-program.ts';
import { port } from '../../../src/program/doctor/work/port.ts';
import { answerOwn } from '../../../src/program/own-question.ts';
import { type Listening, listen } from '../../kit/listen.ts';
import { installation } from './planted/patient.ts';

const [ours, others] = [{ secretKey: sha256('ours') }, { secretKey: sha256('another’s') }];
const now = new Date('2026-11-30T12:00:00Z');

let running: Listening;
beforeAll(async () => {
  running = await listen(
    express()
      .all('/healthz', answerOwn({ ...ours, clock: () => now }), (_req, res) => void res.json({ status: 'ok' }))
      .get('/readyz', (_req, res) => void res.json({ status: 'ready', missing: [] })),
  );
});
afterAll(() => running.close());

const asked = (keys: Parameters<typeof askRunning>[1]) =>
  askRunning({ host: '127.0.0.1', port: running.port }, keys, now);

test('a Staffroom is this one by its key alone', async () => {
  expect(await asked(ours)).toMatchObject({ isStaffroom: true, status: 'ready' });
  expect(await asked(others)).toMatchObject({ isStaffroom: false, is: 'another Staffroom' });
  // Before the first start none can be ours; and a key that can't be read proves nothing.
  expect(await asked('none')).toMatchObject({ isStaffroom: false, is: 'another Staffroom' });
  expect(await asked(undefined)).toMatchObject({ isStaffroom: true });
});

test('settings that were changed since it started are told of: it works with those of before', async () => {
  const { folder, remove } = await installation('PORT=3000\n');
  const said = async () => {
    const at = { config: { host: '127.0.0.1', port: running.port }, root: folder, running: () => asked(ours) };
    return (await port.look(at as never, AbortSignal.timeout(5_000))).map(({ is, says }) => `${is}: ${says}`);
  };
  expect(await said()).toEqual([
    expect.stringMatching(/^good: .*ready/),
    expect.stringMatching(/^note: \.env was changed after Staffroom was started/),
  ]);
  const before = new Date(performance.timeOrigin - 60_000);
  await utimes(join(folder, '.env'), before, before);
  expect(await said()).toEqual([expect.stringMatching(/^good: .*ready/)]);
  // Settings in the environment alone.
  await remove();
  expect(await said()).toEqual([expect.stringMatching(/^good: .*ready/)]);
});
