import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { boxChart } from '../../../src/ui/box-chart.ts';
import { useDatabase } from '../../kit/database.ts';
import { buttonOf, cardOf, useTalk, wordsOf } from '../talk.ts';

const database = useDatabase();
const talk = useTalk(database.app());

test('a test is chosen, and shown as a picture that its words say too', async () => {
  const list = await talk.card('teacher', 'results');
  expect(list.rows?.map((r) => r.title)).toEqual(['Spring test', 'Winter check', 'Autumn test', 'Baseline test']);
  expect(list.rows?.[0]?.state).toContain('3 learner groups, last on 20');
  const card = cardOf(await talk.press('teacher', list.rows?.[0]?.buttons?.[0]?.action ?? { verb: '', step: 'run' }));
  expect(card.title).toBe('Spring test: Ben Okafor');
  expect(card.table?.rows.map((r) => r.slice(0, 3))).toEqual([
    ['1', '3B', '28'],
    ['2', '4A', '29'],
    ['3', '4A Science', '28'],
  ]);
  expect(card.image?.alt).toMatch(/^1, 3B: middle \d+ %, from \d+ to \d+ %\. 2, 4A: /);
  expect(
    Buffer.from(card.image?.png ?? '', 'base64')
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
  expect(card.image?.png.length).toBeLessThan(10_000);
});

test('of another only by who may see them; a test that is none says so, with the way to all', async () => {
  const named = 'results ben.okafor@riverside.example';
  expect((await talk.card('coordinator', `${named} autumn TEST`)).image).toBeDefined();
  expect(await talk.words('teacher-2', named)).toContain('Your rights do not cover this');
  // A site admin of Test Maker sees no data of the Primary site.
  expect(await talk.words('site-admin', named)).toMatch(/Your rights do not cover|nobody/);
  const none = await talk.card('coordinator', `${named} Never sat`);
  expect(wordsOf(none)).toContain('no results of a test called Never sat');
  expect(buttonOf(none, 'All tests').action.verb).toBe('results');
});

test('the picture is a PNG of its size, with a box where the marks are', () => {
  const png = boxChart([{ min: 0, lower: 25, median: 50, upper: 75, max: 100 }]);
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const data = png.subarray(png.indexOf('IDAT') + 4, png.indexOf('IEND') - 8);
  const pixels = inflateSync(data);
  expect(pixels).toHaveLength((width + 1) * height);
  const column = (x: number) => Array.from({ length: height }, (_, y) => pixels[y * (width + 1) + 1 + x] ?? -1);
  const inBox = column(364).filter((colour) => colour === 2).length;
  // Half of the height between 0 and 100, less the lines.
  expect(inBox).toBeGreaterThan(110);
  expect(inBox).toBeLessThan(130);
  expect(() => boxChart([])).not.toThrow();
});
