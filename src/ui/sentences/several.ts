import { formatNumber, people } from '../formats.ts';

/** What is said of anything that is done to several in one go. */
export const several = {
  leftOut: 'Left out',
  countLeftOut: (n: number) => `${people(n)} left out`,
  ownToo: 'You are one of them.',
  moreThan: (n: number) => `…and ${formatNumber(n)} more.`,
  undo: (n: number) => `Undo for all ${formatNumber(n)}`,
};
