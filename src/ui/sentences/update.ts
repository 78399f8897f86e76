import { undoMs } from '../../words/updates.ts';
import { count, formatNumber, lengthOfTime, lifeOf, listed, people } from '../formats.ts';
import { here } from '../speech.ts';

/** What is said of changing many by a file, and of a new mail domain. */

const each = (n: number) => (n === 1 ? 'it' : 'each');

/** How many new e-mails, by how they come to count. */
export interface EmailWays {
  link: number;
  atOnce: number;
  invited: number;
  /** Of those who are invited on a day to come. */
  later: number;
}

const ways = ({ link, atOnce, invited, later }: EmailWays): string[] => [
  ...(link > 0
    ? [
        `${count(link, 'new e-mail')} ${link === 1 ? 'takes' : 'take'} effect when the link sent to ${each(link)} is pressed, within ${lifeOf('confirm-email')}. The old address is told then.`,
      ]
    : []),
  ...(atOnce > 0
    ? [
        `${count(atOnce, 'new e-mail')} ${atOnce === 1 ? 'takes' : 'take'} effect at once: your ${here.workspace} or your directory says whose ${atOnce === 1 ? 'it is' : 'they are'}. The old address is told.`,
      ]
    : []),
  ...(invited > 0
    ? [
        `${people(invited)} ${invited === 1 ? 'has' : 'have'} not set a password yet: a new invitation goes to the new e-mail.`,
      ]
    : []),
  ...(later > 0
    ? [
        `${people(later)} ${later === 1 ? 'is' : 'are'} invited on a day to come: the invitation goes to the new e-mail on that day.`,
      ]
    : []),
];

const state = (parts: [number, string][]) =>
  parts.flatMap(([n, what]) => (n > 0 ? [`${formatNumber(n)} ${what}`] : [])).join(' · ');

export interface Counts {
  added: number;
  changed: number;
  same: number;
  refused: number;
  missing: number;
}

export const update = {
  title: 'Change many',
  intro: `Send back the file of ${here.command('export')}, changed, or any list with e-mails. You see first what would happen. Empty cells change nothing.`,
  fileHint: 'CSV or Excel, its columns in any order. Who is not in it stays as they are.',
  from: 'Or move everyone’s e-mail from',
  fromHint: 'Such as old.example. Everyone with an e-mail there gets the same at the new one.',
  to: 'To the new domain',
  counted: ({ added, changed, same, refused, missing }: Counts) =>
    state([
      [added, 'new'],
      [changed, 'changed'],
      [same, 'the same'],
      [refused, 'refused'],
      [missing, 'not in the file'],
    ]),
  blanks: 'Empty cells leave things as they are.',
  sitesStay: 'Where programmes change, sites stay as they are: the file has its own column for them.',
  waits: (n: number) =>
    n === 1
      ? '1 new e-mail waits for its link already, and no other is sent.'
      : `${formatNumber(n)} new e-mails wait for their links already, and no others are sent.`,
  missing: (n: number) =>
    `${people(n)} who can sign in or ${n === 1 ? 'is' : 'are'} invited ${n === 1 ? 'is' : 'are'} not in the file. Nothing happens to them.`,
  perhapsSame: (names: string[]) =>
    `${listed(names)} ${names.length === 1 ? 'is' : 'are'} new by the e-mail, and someone of the same name is not in the file. If it is the same person, cancel and change the e-mail in a file of ${here.command('export')}.`,
  own: 'You are one of those who change.',
  firstChanged: (shown: number, all: number) =>
    `The first ${shown} of ${formatNumber(all)} changes are below. The file changes.csv has all.`,
  isNew: 'New',
  from_to: (from: string, to: string) => `${from} → ${to}`,
  fields: {
    firstName: 'first name',
    lastName: 'last name',
    email: 'e-mail',
    role: 'role',
    programmes: 'programmes',
    sites: 'sites',
    siteAdminOf: 'site admin',
  },
  none: 'none',
  changesFile: { name: 'changes.csv', columns: ['first name', 'last name', 'e-mail', 'what', 'before', 'after'] },
  ways,
  yes: (changed: number, added: number) => {
    if (changed === 0) return `Add ${people(added)}`;
    return added === 0 ? `Change ${people(changed)}` : `Change ${formatNumber(changed)}, add ${formatNumber(added)}`;
  },
  nothing: 'This file changes nothing',
  done: (changed: number, added: number) =>
    [
      ...(changed > 0 ? [`${people(changed)} changed`] : []),
      ...(added > 0 ? [`${changed > 0 ? formatNumber(added) : people(added)} added`] : []),
    ].join(', '),
  refusedRows: (n: number) =>
    `${count(n, 'row')} ${n === 1 ? 'was' : 'were'} refused. The file has ${n === 1 ? 'it' : 'them'}, with a column that says why.`,
  refused: (shown: number, all: number) =>
    shown < all
      ? `Below are ${shown} of ${count(all, 'refused row')}. The file has all of them, with a column that says why.`
      : `${count(all, 'refused row')} ${all === 1 ? 'is' : 'are'} in the file too, with a column that says why.`,
  undo: 'Undo',
  undoWithin: `This can be undone within ${lengthOfTime(undoMs)}.`,
  addedStay:
    'Who was added stays: an invitation that was sent can’t be taken back. Suspend them if they should not be here.',
  look: (n: number) => (n === 1 ? 'Show who is missing' : `Show the ${formatNumber(n)} missing`),
  missingTitle: (n: number) => `${people(n)} not in the file`,
  missingNone: 'Everyone is in the file',
  missingNote: 'They can sign in or are invited as before. Suspend those who have left; you are asked first.',
  suspendAll: (n: number) => (n === 1 ? 'Suspend' : `Suspend all ${formatNumber(n)}`),
  moreThan: (n: number) => `…and ${formatNumber(n)} more, all in the file.`,
  missingFile: 'not-in-the-file.csv',
};

export const moveDomain = {
  ask: (n: number, from: string, to: string) => `Move ${count(n, 'e-mail')} from ${from} to ${to}?`,
  yes: (n: number) => `Move ${count(n, 'e-mail')}`,
  counted: (w: EmailWays & { refused: number; waits: number }) =>
    state([
      [w.link, 'by link'],
      [w.atOnce, 'at once'],
      [w.invited, 'invited anew'],
      [w.later, 'invited later'],
      [w.waits, w.waits === 1 ? 'waits already' : 'wait already'],
      [w.refused, 'left out'],
    ]),
  again: 'Whoever has not pressed the link by then keeps the old e-mail. Do this again to send new links.',
  byLink: 'by link',
  atOnce: 'at once',
  invited: 'invited anew',
  later: 'invited later',
  leftOut: 'Left out',
  moreThan: (n: number) => `…and ${formatNumber(n)} more.`,
  nobody: 'Nobody’s e-mail can be moved now',
  done: (n: number, to: string) => `${count(n, 'e-mail')} ${n === 1 ? 'is' : 'are'} on the way to ${to}`,
};

export const undoUpdate = {
  ask: (n: number) => `Undo the changes of ${people(n)}?`,
  yes: 'Undo',
  follows:
    'They become what they were before, in what is still as it was made. A link to a new e-mail that was not pressed stops working.',
  stays: (n: number) =>
    n === 1
      ? '1 person stays as they are: it was changed again, or they confirmed the new e-mail themselves.'
      : `${people(n)} stay as they are: it was changed again, or they confirmed the new e-mail themselves.`,
  leftOut: 'Left out',
  done: (n: number) => `${people(n)} ${n === 1 ? 'is' : 'are'} as before`,
  nothing: 'Nothing is left to undo',
  refused: 'This can’t be undone now',
};
