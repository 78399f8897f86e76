import { type Programme, type Site, sites, suggestedSites } from '../../db/schema/index.ts';

/** The sites that these programmes suggest, of those that the centre is eligible for, in the sites' own order. */
export function suggest(programmes: Programme[], eligible: Site[]): Site[] {
  const wanted = new Set(programmes.flatMap((p) => suggestedSites[p]));
  return sites.filter((s) => wanted.has(s) && eligible.includes(s));
}

export { suggestedSites };
