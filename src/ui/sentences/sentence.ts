import { spoken } from '../speech.ts';
import { speech } from './chat.ts';
import { refusals } from './refusals.ts';

/** What a refusal says to a person. */
export function sentenceOf({ code, params }: { code: keyof typeof refusals; params: unknown }): string {
  // Each sentence takes the parameters of its own code, which the refusal has from the same table.
  return (refusals[code] as (params: unknown) => string)(params);
}

/** The same where no chat shows it. */
export const sentenceOutside = (refusal: Parameters<typeof sentenceOf>[0]): string =>
  spoken(sentenceOf(refusal), speech.outside);
