import { expect, test } from 'vitest';
import { allPages } from '../../src/service/all-pages.ts';
import { maxExported } from '../../src/words/usage-limits.ts';

test('ASVS 15.2.2: a list is read in pages, and no further than a file may go', async () => {
  const read = async (total: number) => {
    let pages = 0;
    const { rows, next } = await allPages(
      async (after: number | undefined, limit) => {
        pages += 1;
        const from = after ?? 0;
        return Array.from({ length: Math.min(limit, total - from) }, (_, i) => from + i + 1);
      },
      (n) => n,
    );
    return [rows.length, new Set(rows).size, next, pages];
  };
  expect(await read(0)).toEqual([0, 0, undefined, 1]);
  expect(await read(1_250)).toEqual([1_250, 1_250, undefined, 6]);
  expect(await read(maxExported + 1)).toEqual([maxExported, maxExported, maxExported, maxExported / 250]);
});
