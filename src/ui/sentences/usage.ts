import type { Site } from '../../words/sites.ts';
import { listed } from '../formats.ts';
import { siteNames, sites } from './names.ts';

/** On a profile. */
export const visits = {
  label: 'Came to',
  /** `School Support Hub 2 days ago and Test Maker a day ago. Not yet: Resource Plus` */
  came: (came: readonly { site: Site; ago: string }[], notYet: readonly Site[]) =>
    [
      ...(came.length > 0 ? [listed(came.map(({ site, ago }) => `${siteNames[site]} ${ago}`))] : []),
      ...(notYet.length > 0 ? [`${came.length > 0 ? 'Not yet' : 'None yet of'}: ${sites(notYet)}`] : []),
    ].join('. '),
};
