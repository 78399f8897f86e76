import { pino } from 'pino';
import { expect, test } from 'vitest';
import { httpClient } from '../../src/lib/http-client.ts';
import { openClockCheck } from '../../src/program/clock-check.ts';
import { listen } from '../kit/listen.ts';
import { useOpened } from '../kit/opened.ts';

const hour = 3_600_000;

/** Slack, as far as it says what time it is. */
const platform = useOpened(
  async () => {
    const headers: Record<string, string>[] = [];
    const server = await listen((_req, res) => {
      const next = headers.length > 1 ? headers.shift() : headers[0];
      res.writeHead(404, { date: new Date().toUTCString(), ...next }).end();
    });
    return { ...server, headers };
  },
  ({ close }) => close(),
);

/** A check on a machine whose clock is so far ahead, in milliseconds. */
function checkAt(ahead: number, sources = [{ name: 'Slack', url: platform.url }]) {
  const said: string[] = [];
  const clock = { ahead };
  platform.headers.length = 0;
  const { look, check } = openClockCheck({
    http: httpClient({ home: true }),
    sources,
    log: pino({}, { write: (line: string) => said.push(JSON.parse(line).msg) }),
    now: () => Date.now() + clock.ahead,
  });
  const isRight = async () => {
    await look();
    return check().then(
      () => true,
      () => false,
    );
  };
  return { said, clock, isRight };
}

test.each([
  ['an hour ahead', hour, 'an hour ahead of that of Slack'],
  ['days and some minutes ahead', 75 * hour + 7 * 60_000, '3 days ahead of that of Slack'],
  ['two minutes behind', -2 * 60_000, '2 minutes behind that of Slack'],
])('a clock that is %s is said once, and is well again by itself', async (_, ahead, words) => {
  const { said, clock, isRight } = checkAt(ahead);
  expect(await isRight()).toBe(false);
  expect(await isRight()).toBe(false);
  expect(said).toEqual([expect.stringContaining(words)]);
  clock.ahead = 0;
  expect(await isRight()).toBe(true);
  expect(said.slice(1)).toEqual(['The clock of this machine is right again.']);
});

test('a clock that is half a minute off is let be', async () => {
  const { said, isRight } = checkAt(30_000);
  expect(await isRight()).toBe(true);
  expect(said).toEqual([]);
});

test('one odd answer proves nothing, in either direction', async () => {
  const odd = { date: new Date(Date.now() - hour).toUTCString() };
  const right = checkAt(0);
  platform.headers.push(odd, {});
  expect(await right.isRight()).toBe(true);
  expect(right.said).toEqual([]);
});

test('an answer that was kept on the way is as old as it says', async () => {
  const { isRight } = checkAt(0);
  platform.headers.push({ date: new Date(Date.now() - hour).toUTCString(), age: '3600' });
  expect(await isRight()).toBe(true);
});

test('where nobody says what time it is, what was known stays; else the next is asked', async () => {
  const gone = await listen(() => {});
  await gone.close();
  const nobody = { name: 'Nobody', url: gone.url };
  expect(await checkAt(hour, [nobody]).isRight()).toBe(true);
  const { said, isRight } = checkAt(hour, [nobody, { name: 'Slack', url: platform.url }]);
  expect(await isRight()).toBe(false);
  platform.headers.push({ date: '' });
  expect(await isRight()).toBe(false);
  expect(said).toEqual([expect.stringContaining('Slack')]);
});
