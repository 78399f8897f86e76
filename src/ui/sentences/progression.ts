import type { Site } from '../../words/sites.ts';
import type { Spread } from '../box-chart.ts';
import { count, formatDay, listed, people } from '../formats.ts';
import { siteNames, sites } from './names.ts';
import type { PersonNames } from './people.ts';

/** What someone holds on one site, as the service counts it. */
export interface Held {
  site: Site;
  groups: number;
  tests: number;
  results: number;
}

const groups = (n: number) => count(n, 'learner group');

/** `3 learner groups, 12 tests, 340 results` */
export const amount = (h: Pick<Held, 'groups' | 'tests' | 'results'>) =>
  [groups(h.groups), count(h.tests, 'test'), count(h.results, 'result')].join(', ');

/** `3 learner groups, 12 tests, 340 results on Cambridge Primary support site` */
export const held = (list: readonly Held[]) => listed(list.map((h) => `${amount(h)} on ${siteNames[h.site]}`));

/** All sites together. */
const total = (list: readonly Held[]) => ({
  groups: list.reduce((sum, h) => sum + h.groups, 0),
  tests: list.reduce((sum, h) => sum + h.tests, 0),
  results: list.reduce((sum, h) => sum + h.results, 0),
});

export const holdings = {
  label: 'Holds',
  on: (h: Held) => `${siteNames[h.site]}: ${amount(h)}`,
  still: (w: PersonNames, list: readonly Held[]) => `${w.first} still holds ${held(list)}.`,
};

export const groupsOf = {
  title: (name: string) => `Learner groups of ${name}`,
  none: (w: PersonNames) => `${w.first} holds no learner groups.`,
  columns: ['Group', 'Learners', 'Tests', 'Results'],
  group: (g: { name: string; stage: number; subject: string }, site: string | undefined) =>
    [g.name, `stage ${g.stage}`, g.subject, site].filter(Boolean).join(' · '),
};

const percent = (n: number) => `${Math.round(n)} %`;

export const testResults = {
  tests: (name: string) => `Tests of ${name}`,
  noTests: 'There are no tests yet.',
  allTests: 'All tests',
  chart: 'Chart',
  sat: (n: number, lastOn: string) => `${groups(n)}, last on ${lastOn}`,
  title: (test: string, name: string) => `${test}: ${name}`,
  how: 'In percent of the maximum mark. A box holds the middle half of a group, its line is the middle learner, and the thin lines reach to the lowest and the highest mark.',
  columns: ['No.', 'Group', 'Results', 'Middle', 'Middle half', 'All'],
  spoken: (n: number, group: string, s: Spread) =>
    `${n}, ${group}: middle ${percent(s.median)}, from ${Math.round(s.min)} to ${percent(s.max)}.`,
  spread: (s: Spread) => [
    percent(s.median),
    `${Math.round(s.lower)}–${percent(s.upper)}`,
    `${Math.round(s.min)}–${percent(s.max)}`,
  ],
};

export const correctingTest = {
  correct: 'Correct',
  title: 'Correct a test',
  which: (test: string) => `Which ${test} is to be corrected?`,
  /** `3A, 14 Sep 2026, out of 50` */
  row: (group: string, day: string, maxMark: number) => `${group}, ${day}, out of ${maxMark}`,
  ask: (test: string, w: PersonNames) => `Correct ${test} of ${w.name}?`,
  others: (n: number) => `${count(n, 'more group')} in the same way.`,
  follows: 'What was imported into the group before can’t be undone after that.',
  done: (test: string) => `${test} is corrected`,
};

export const transfer = {
  title: 'Transfer data',
  intro: 'All learner groups go, with their tests and results. Both people are told.',
  ask: (from: PersonNames, to: PersonNames) => `Transfer ${from.name}’s data to ${to.name}?`,
  follows: (from: PersonNames, to: PersonNames) =>
    `${to.first} holds it after that, and ${from.first} does not. Both are told.`,
  own: 'This is your own data: you don’t hold it any more after that.',
  toOneself: 'You hold it after that, and answer for it.',
  what: 'Data',
  apart: (to: PersonNames, names: readonly string[]) =>
    `${to.first} has ${names.length === 1 ? 'a group' : 'groups'} called ${listed(names)} already. They stay apart, each with a number.`,
  grants: (to: PersonNames, list: readonly Site[]) => `${to.first} gets access to ${sites(list)} with it.`,
  undo: 'Undo',
  done: (from: PersonNames, to: PersonNames) => `${from.name}’s data is ${to.name}’s now`,
  empty: (from: PersonNames) => `${from.first} holds no progression data any more.`,
  askUndo: (from: PersonNames, to: PersonNames) => `Transfer the data back from ${to.name} to ${from.name}?`,
  followsUndo: 'These very groups go back. Access that was given with the transfer stays. Both are told.',
  yesUndo: 'Transfer back',
  doneUndo: (from: PersonNames) => `${from.name} has the data again`,
  askSeveral: (n: number, to: PersonNames) => `Transfer the data of ${people(n)} to ${to.name}?`,
  followsSeveral: (to: PersonNames) => `${to.first} holds it after that, and they do not. All are told.`,
  doneSeveral: (n: number, to: PersonNames) => `The data of ${people(n)} is ${to.name}’s now`,
  toldAll: 'All of them are told.',
  askUndoSeveral: (n: number) => `Transfer the data of ${people(n)} back?`,
  doneUndoSeveral: (n: number) => `${people(n)} have their data again`,
};

/** In chat, to each of the two. */
export const transferNotice = {
  received: (other: string | null) => `You hold ${whose(other)} progression data now`,
  handedOver: (other: string | null) => `${other ?? 'A colleague'} holds your progression data now`,
  followsReceived: 'The groups keep their names. Groups of one name stay apart.',
  followsHandedOver: 'If you did not expect this, ask your coordinator.',
};

const whose = (other: string | null) => (other ? `${other}’s` : 'a former colleague’s');

export const deletion = {
  ask: (w: PersonNames) => `Delete ${w.name}’s account?`,
  follows: (w: PersonNames) =>
    `${w.first}’s name, e-mail, password and chat are erased, and the e-mail is free for someone else. The audit trail keeps what was done, by the account’s number.`,
  askSeveral: (n: number) => `Delete ${count(n, 'account')}?`,
  followsSeveral:
    'Their names, e-mails, passwords and chats are erased, and the e-mails are free for others. The audit trail keeps what was done, by the accounts’ numbers.',
  forGood: 'This can’t be undone.',
  yes: 'Delete for good',
  doneSeveral: (n: number) => `${count(n, 'account is', 'accounts are')} deleted`,
  nextSeveral: 'What said who they were is erased. The e-mails are free again.',
  done: (w: PersonNames) => `${w.name}’s account is deleted`,
  next: 'What said who it was is erased. The e-mail is free again.',
};

export const leaver = {
  title: (name: string, to?: string | null, day?: string) =>
    `Leaver: ${name}${to ? ` → ${to}` : ''}${day ? ` on ${formatDay(day)}` : ''}`,
  ask: 'Someone leaves',
  intro: (w: PersonNames, list: readonly Held[]) => `${w.first} holds ${held(list)}.`,
  toHint: 'Who holds it from then on. Left empty: you say so later.',
  onHint: 'Left empty: now.',
  grant: 'Give access to the sites, where it is missing',
  suspendNow: (day?: string) => (day ? `Suspend on ${formatDay(day)}` : 'Suspend now'),
  isSuspended: 'Suspended already',
  transferTo: (list: readonly Held[], to: string) => `Transfer ${amount(total(list))} to ${to}`,
  transferLater: (list: readonly Held[]) => `Transfer ${amount(total(list))} when you say to whom`,
  deleteLater: 'Delete the account when you say so',
  both: 'Suspend and transfer',
  anotherDay: 'Choose another day',
  undoBoth: 'Undo both',
  transferBack: 'Transfer back',
  askUndo: (w: PersonNames) => `Undo both for ${w.name}?`,
  followsUndo: (w: PersonNames, list: readonly Held[]) =>
    `${w.first} can sign in again, and has ${amount(total(list))} again: just what was transferred. Access that was given with it stays. All are told.`,
  followsUndoSuspension: (w: PersonNames) => `${w.first} can sign in again.`,
  undone: (w: PersonNames) => `${w.name} is back`,
  undoneNext: (w: PersonNames, holds: boolean) =>
    holds ? `${w.first} can sign in again, and has the data again.` : `${w.first} can sign in again.`,
  done: (what: string) => `✔ ${what}`,
  now: (what: string) => `▶ ${what}`,
  later: (what: string) => `· ${what}`,
  undo: 'Undo',
  chooseWho: 'Choose who',
  suspend: 'Suspend the account',
  suspended: 'Suspended',
  by: (who: string | null, when: string) => (who ? `${who}, ${when}` : when),
  transfer: (list: readonly Held[]) => `Transfer ${amount(total(list))}`,
  transferred: (list: readonly Held[], to: string | null) =>
    `${amount(total(list))} transferred${to ? ` to ${to}` : ''}`,
  nothing: 'Nothing to transfer',
  delete: 'Delete the account',
  afterSuspension: 'after the suspension',
  afterTransfer: 'after the transfer',
  byCoordinator: 'a coordinator does this',
  noUndo: 'can’t be undone: something was changed in these groups since, or they were handed on',
};

/** Several who leave, by a file. */
export const leavers = {
  title: 'Several leavers',
  intro: 'Name them and whoever is to have what they hold; or, where each has another successor, send a file.',
  people: 'People',
  toHint: 'Who holds it from then on. Left empty: you say so later.',
  file: 'A file',
  fileHint:
    'CSV or Excel, with a column for the leaver and one for the successor, by e-mail; one for the day, if it is not now.',
  empty: 'This file has no rows. The first line names the columns: leaver, successor, day.',
  noColumn: 'No column is called leaver. Name the columns leaver, successor and, if it is not now, day.',
  unknown: (words: string) => `I found nobody, or more than one, for “${words}”. Use the e-mail.`,
  wrongDay: (words: string) => `“${words}” is no day to come.`,
  twice: 'This person is in the file twice.',
  noLeaver: 'Nobody is named who leaves.',
  unused: (columns: string[]) => `Columns not used: ${columns.join(', ')}.`,
  row: (n: number) => `Row ${n}`,
  ask: (n: number) => `${people(n)} ${n === 1 ? 'leaves' : 'leave'}?`,
  follows:
    'Each is suspended, and what they hold goes to their successor: all of it, or nothing. Accounts are deleted when you say so.',
  later: (n: number) => `${people(n)} on a day to come; the others now.`,
  allLater: 'Each on their day. Nothing changes before.',
  yes: (n: number) => `Suspend and transfer ${n}`,
  leaves: (to: string | null, day: string | null) =>
    [day ? `on ${formatDay(day)}` : 'now', to ? `everything goes to ${to}` : 'nothing is handed over'].join('; '),
  done: (left: number, planned: number) =>
    [
      ...(left > 0 ? [`${people(left)} ${left === 1 ? 'is' : 'are'} suspended`] : []),
      ...(planned > 0 ? [`${people(planned)} will be`] : []),
    ].join(', and '),
  next: 'What they held is with their successors, where one was named.',
  askUndo: (n: number) => `Undo both for ${people(n)}?`,
  followsUndo: 'They can sign in again, and have just what was transferred. Access that was given with it stays.',
  undone: (n: number) => `${people(n)} ${n === 1 ? 'is' : 'are'} back`,
};
