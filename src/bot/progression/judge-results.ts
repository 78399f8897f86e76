import { eachInTurns } from '../../lib/turns.ts';
import type { Imported } from '../../service/progression/import.ts';
import { countedFacts } from '../../ui/counted-facts.ts';
import { importing as say } from '../../ui/sentences/import.ts';
import { type RowWords, type Sorted, sortRows, withRefusals } from '../tables/checked-rows.ts';
import type { ResultRow } from './results-file.ts';

/** What the service says of the rows of a file, row by row and in numbers. */

export const words: RowWords<ResultRow> = {
  done: 'imported',
  nameOf: ({ row }) => [row.group, row.learner, row.test].filter(Boolean).join(' · '),
};

/** The rows that the service refused are sorted out from the good ones, each with its sentence. */
export async function judged(
  { good, refused }: Sorted<ResultRow>,
  { refused: late }: Imported,
): Promise<Sorted<ResultRow>> {
  if (late.size === 0) return { good, refused };
  const refusalsOf = (index: number) => [late.get(index)].filter((r) => r !== undefined);
  return sortRows([...refused, ...(await withRefusals(good, refusalsOf))]);
}

/** Of a file with a column for each test, a line has several results: it is refused as one, with all that is wrong in it. */
export async function byLine({ good, refused }: Sorted<ResultRow>): Promise<Sorted<ResultRow>> {
  const wrong = new Map<number, ResultRow>();
  await eachInTurns(refused, (row) => {
    const problems = [...(wrong.get(row.line)?.problems ?? []), ...row.problems];
    wrong.set(row.line, { ...row, problems: [...new Set(problems)] });
  });
  const right = new Map<number, ResultRow>();
  await eachInTurns(good, (row) => wrong.has(row.line) || right.set(row.line, row));
  return { good: [...right.values()], refused: [...wrong.values()] };
}

export const countsOf = (of: Imported) => {
  const { groups, learners, tests, added, changed, renamed, numbered, corrected, same } = of;
  return { groups, learners, tests, added, changed, renamed, numbered, corrected, same };
};

export const changesAnything = (of: Imported) => Object.values(countsOf({ ...of, same: 0 })).some((n) => n > 0);

export const factsOf = (of: Imported) => countedFacts(say.facts, of);
