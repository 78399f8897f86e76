import { type Site, sites } from './sites.ts';

export const programmes = ['primary', 'lower-secondary', 'upper-secondary', 'advanced', 'global-perspectives'] as const;
export type Programme = (typeof programmes)[number];

/** The sites that a programme suggests; the school's own table. */
export const suggestedSites: Record<Programme, Site[]> = {
  primary: ['hub', 'primary', 'forums'],
  'lower-secondary': ['hub', 'lower-secondary', 'forums'],
  'upper-secondary': ['hub', 'test-maker', 'resource-plus', 'results-analysis', 'forums'],
  advanced: ['hub', 'test-maker', 'resource-plus', 'results-analysis', 'forums'],
  'global-perspectives': ['hub', 'resource-plus', 'forums'],
};

/** The sites that these programmes suggest, of those that the centre is eligible for, in the sites' own order. */
export function suggest(programmes: Programme[], eligible: Site[]): Site[] {
  const wanted = new Set(programmes.flatMap((p) => suggestedSites[p]));
  return sites.filter((s) => wanted.has(s) && eligible.includes(s));
}
