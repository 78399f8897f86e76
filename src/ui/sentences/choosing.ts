import { formatNumber, people } from '../formats.ts';

/** What is said where several people of a list are chosen. */
export const choosing = {
  title: 'Choose several',
  people: (shown: number, found: number, max: number) =>
    shown >= found
      ? people(found)
      : `${formatNumber(shown)} of ${found > max ? `more than ${formatNumber(max)}` : people(found)}`,
  all: (n: number) => `All ${formatNumber(n)} whom the list finds`,
  others: 'Others, by name or e-mail',
  act: 'What is done with them',
  more: 'Show the next ones first',
  chosen: (n: number) => `${people(n)} ${n === 1 ? 'is' : 'are'} chosen on the pages before.`,
  chooseAct: 'Choose what is done with them.',
  chooseSome: 'Choose someone.',
};
