import { expect, test } from 'vitest';
import { useTwoChanges } from '../kit/changes.ts';
import { useDatabase } from '../kit/database.ts';
import { until } from '../kit/until.ts';

const database = useDatabase();
const copies = useTwoChanges(database);

test('a line that falls silent is not believed, and given up for another', async () => {
  const there = copies.there.of('slack', 'people');
  const heard: (string | undefined)[] = [];
  there.subscribe((key) => heard.push(key));
  copies.mute();
  await copies.here.of('slack', 'people').announce('missed');
  await until(() => !there.current());
  await until(() => there.current());
  expect(heard).toEqual([undefined]);
  await copies.here.of('slack', 'people').announce('heard');
  await until(() => heard.includes('heard'));
});
