import { programmeHints, programmeNames } from '../../ui/sentences/names.ts';
import { type Programme, programmesIn, suggest, suggestedSites } from '../../words/programmes.ts';
import type { Call } from '../command.ts';
import { choices } from '../inputs.ts';

/** Programmes to tick; each ticks the sites of this centre that it suggests. */
export const programmesInput = (asksIf?: (call: Call) => boolean) =>
  choices({
    label: 'Programmes',
    options: programmeNames,
    hints: programmeHints,
    implies: impliedSites,
    meaning: programmesMeant,
    asksIf,
  });

/** The programmes that words name; none where some of them name none, so that nothing of them is passed over. */
function programmesMeant(words: string): Programme[] {
  const { programmes, unknown } = programmesIn(words);
  return unknown.length > 0 ? [] : programmes;
}

function impliedSites(call: Call): { field: string; by: Record<string, string[]> } {
  const programmes = Object.keys(suggestedSites) as Programme[];
  return { field: 'sites', by: Object.fromEntries(programmes.map((p) => [p, suggest([p], call.known.centre.sites)])) };
}
