import type { Refusal } from '../../src/service/errors.ts';
import { refusals } from '../../src/ui/sentences/refusals.ts';

/** What a refusal says to a person. */
export function sentenceOf(refusal: Refusal): string {
  // Each sentence takes the params of its own code, which the catalogue and the refusal both have from one table.
  const sentence = refusals[refusal.code as keyof typeof refusals] as (params: object) => string;
  return sentence(refusal.params);
}
