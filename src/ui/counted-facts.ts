import type { Fact } from './card.ts';
import { formatNumber } from './formats.ts';

/** What was counted, as facts by their names; what there is none of is left out. */
export const countedFacts = <K extends string>(names: Record<K, string>, counts: Record<NoInfer<K>, number>): Fact[] =>
  (Object.keys(names) as K[])
    .filter((key) => counts[key] > 0)
    .map((key) => ({ label: names[key], value: formatNumber(counts[key]) }));
