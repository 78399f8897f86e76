import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openJsonFile } from '../../../adapters/sample-sites/json-file.ts';

test('what can’t be written ends nothing, and is written once it can be', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'staffroom-json-'));
  const inTheWay = join(folder, 'kept');
  await writeFile(inTheWay, '');
  const kept = openJsonFile(join(inTheWay, 'site.json'), { count: 0 });
  kept.value.count = 1;
  kept.save();
  kept.flush();
  await rm(inTheWay);
  kept.flush();
  expect(JSON.parse(await readFile(join(inTheWay, 'site.json'), 'utf8'))).toEqual({ count: 1 });
  await rm(folder, { recursive: true });
});
