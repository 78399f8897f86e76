import type { Programme } from '../../words/programmes.ts';
import { suggest, suggestedSites } from '../../words/programmes.ts';
import type { Call } from '../command.ts';

/** Which sites ticking a programme ticks, at this centre. */
export function impliedSites(call: Call): { field: string; by: Record<string, string[]> } {
  const programmes = Object.keys(suggestedSites) as Programme[];
  return { field: 'sites', by: Object.fromEntries(programmes.map((p) => [p, suggest([p], call.known.centre.sites)])) };
}
