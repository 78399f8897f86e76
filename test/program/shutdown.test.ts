import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openShutdown } from '../../src/program/shutdown.ts';

const log = pino({ level: 'silent' });

test('ends in the opposite order, whatever fails, and each thing once', async () => {
  const ended: string[] = [];
  const ends = openShutdown(log, new AbortController().signal);
  ends.add(() => ended.push('first'));
  ends.add(() => {
    throw new Error('no');
  });
  ends.add(async () => ended.push('last'));
  await Promise.all([ends.endAll(), ends.endAll()]);
  ends.add(() => ended.push('added since'));
  await ends.endAll();
  expect(ended).toEqual(['last', 'first', 'added since']);
});

test('in a hurry it waits for nothing but what would outlive the process', async () => {
  const ended: string[] = [];
  const hurry = new AbortController();
  const ends = openShutdown(log, hurry.signal);
  ends.add(async () => ended.push('database'), { always: true });
  ends.add(() => ended.push('begun at least'));
  ends.add(() => new Promise(() => {}));
  const done = ends.endAll();
  hurry.abort();
  await done;
  expect(ended).toEqual(['begun at least', 'database']);
});
