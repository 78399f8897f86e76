import { siteNames } from '../../ui/sentences/names.ts';
import { dataSites } from '../../words/sites.ts';

/** The sites that hold progression data, by their names. */
export const dataSiteNames = Object.fromEntries(dataSites.map((s) => [s, siteNames[s]])) as Record<
  (typeof dataSites)[number],
  string
>;
