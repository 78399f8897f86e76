import type { Site } from '../../words/sites.ts';
import { lateDays, remindedDays } from '../../words/usage.ts';
import { count, formatDate, formatDay, formatNumber, listed, people } from '../formats.ts';
import { here } from '../speech.ts';
import { siteNames, sites } from './names.ts';

const late = count(lateDays, 'day');
const pause = count(remindedDays, 'day');

/** Of people with access: how many there are, came lately, and never came. */
interface Counted {
  people: number;
  came: number;
  never: number;
}

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

export const usage = {
  title: 'How the sites are used',
  byProgramme: 'How the sites are used, by programme',
  by: 'By programme',
  bySite: 'By site',
  lately: `last ${late}`,
  numbered: (n: number, name: string) => `${n} · ${name}`,
  /** `41 of 58 came`, `6 never` */
  counted: ({ people: of, came, never }: Counted) =>
    of === 0
      ? ['nobody has access']
      : [`${formatNumber(came)} of ${formatNumber(of)} came`, `${formatNumber(never)} never`],
  /** What the picture shows, read aloud. */
  spoken: (n: number, name: string, { people: of, came, never }: Counted) =>
    of === 0
      ? `${n}, ${name}: nobody has access.`
      : `${n}, ${name}: ${formatNumber(came)} of ${formatNumber(of)} came, ${formatNumber(of - came - never)} not lately, ${formatNumber(never)} never.`,
  how: `A bar is everyone who may sign in there. Dark: came in the last ${late}. Light: came before, but not since. Striped: never came.`,
  howProgrammes: `A bar is everyone who teaches the programme. Dark: came to one of their sites in the last ${late}. Light: came before, but not since. Striped: never came to any.`,
  unseen: (list: readonly Site[]) =>
    `Staffroom does not see sign-ins to ${sites(list)}: ${list.length === 1 ? 'it is' : 'they are'} not connected to sign in through it.`,
  nothingSeen: 'Once a site is connected, this shows who comes.',
  since: (list: readonly Site[], at: Date, timeZone: string) =>
    `Sign-ins to ${sites(list)} are known since ${formatDate(at, timeZone)} alone.`,
  list: 'List them',
  listSite: 'List',
  remind: (n: number) => (n === 1 ? 'Remind who never came' : `Remind the ${formatNumber(n)} who never came`),
  weekly: 'Send me this weekly',
  weeklyOff: 'Stop the weekly message',
  filter: 'Filter',
  who: { came: 'Came lately', 'not-lately': 'Not lately', never: 'Never came' },
  everyone: 'Everyone',
  /** Of people in the list. */
  came: (ago: string) => `came ${ago}`,
  notKnown: 'not known when',
  neverYet: 'never yet',
  /** Of several sites. */
  notYet: (list: readonly Site[]) => `not yet: ${sites(list)}`,
  cameTo: (site: Site, ago: string) => `${siteNames[site]} ${ago}`,
  nobody: 'Nobody is among these.',
  exported: (n: number) => count(n, 'person is in the file', 'people are in the file'),
  exportedFirst: (n: number) =>
    `These are the first ${formatNumber(n)} by last name: a file has no more. Take the others out by site or programme.`,
  exportNote: 'The file is for you alone. That you took it is in the audit trail.',
  columns: ['first name', 'last name', 'e-mail', 'status', 'programmes'],
  neverInFile: 'never',
};

const peopleOr = (n: number): string => (n > 0 ? people(n) : 'Nobody');

/** What is told of a week. */
export interface WeekFacts {
  joined: number;
  left: number;
  asked: number;
  waiting: number;
  mailsFailed: number;
  usage: { all: Counted; sites: readonly (Counted & { site: Site })[] };
}

export const digest = {
  on: 'You are told each week how the school stands',
  onNext: (day: string) => `The first message comes on ${day}, in your own chat with Staffroom.`,
  title: (from: string, to: string) => `The week ${formatDay(from)} to ${formatDay(to)}`,
  facts: {
    joined: 'Joined',
    left: 'Left',
    never: 'Never came',
    requests: 'Requests',
    mails: 'Mails that failed',
  },
  requests: (asked: number, waiting: number): string =>
    asked === 0 && waiting === 0
      ? 'None'
      : [
          `${formatNumber(asked)} asked`,
          ...(waiting > 0 ? [`${formatNumber(waiting)} ${waiting === 1 ? 'waits' : 'wait'}`] : []),
        ].join(' · '),
  mails: (n: number): string => (n === 0 ? 'None' : `to ${people(n)}`),
  /** All of it, each with what it is called. */
  all: ({ joined, left, asked, waiting, mailsFailed, usage: { all, sites: each } }: WeekFacts) => [
    { label: digest.facts.joined, value: peopleOr(joined) },
    { label: digest.facts.left, value: peopleOr(left) },
    ...(each.length > 0 ? [{ label: digest.facts.never, value: peopleOr(all.never) }] : []),
    { label: digest.facts.requests, value: digest.requests(asked, waiting) },
    { label: digest.facts.mails, value: digest.mails(mailsFailed) },
    ...each.map(({ site, ...counted }) => ({ label: siteNames[site], value: usage.counted(counted).join(' · ') })),
  ],
  stop: 'Stop this message',
  off: 'You are not told each week any more',
  offNext: () => `Type ${here.command('usage')} at any time to see how the sites are used.`,
};

export const reminding = {
  title: 'Remind who never came',
  ask: (n: number) => `Remind ${people(n)}?`,
  /** @param of to which site; nothing: to one of theirs or more */
  whom: (of: Site | undefined) =>
    of ? `They have access to ${siteNames[of]} and never came.` : 'They have access to sites where they never came.',
  follows: `Each gets a mail with the sites’ links, and a message in chat where Staffroom knows them. Nobody is reminded more than once in ${pause}.`,
  invited: (n: number) =>
    `${formatNumber(n)} of them ${n === 1 ? 'has' : 'have'} no password yet: the mail lets them choose one, and the link of the invitation is void then.`,
  only: (n: number) => `These are the first ${formatNumber(n)} by last name. Remind the others after them.`,
  yes: 'Remind them',
  whyLeftOut: {
    lately: (n: number) => `${people(n)} ${n === 1 ? 'was' : 'were'} reminded or invited within the last ${pause}.`,
    rank: (n: number) => `${people(n)} ${n === 1 ? 'is' : 'are'} not yours to remind.`,
    mail: (n: number) => `Mails to ${people(n)} do not arrive. The profile of each says why.`,
    password: (n: number) =>
      `${people(n)} ${n === 1 ? 'has' : 'have'} no password yet. A coordinator or an admin can invite them again.`,
    planned: (n: number) => `${people(n)} ${n === 1 ? 'is' : 'are'} invited on a day to come.`,
    self: () => 'You are not reminded by yourself.',
  },
  whyOne: {
    lately: `Reminded or invited within the last ${pause}`,
    rank: 'Not yours to remind',
    mail: 'Mails do not arrive',
    password: 'Has no password yet',
    planned: 'Invited on a day to come',
    self: 'This is you',
  },
  nobody: 'There is nobody to remind',
  allCame: 'Nobody has access to a site that Staffroom sees and never came.',
  done: (n: number) => `${people(n)} ${n === 1 ? 'is' : 'are'} reminded`,
  doneNext: 'The mails are on their way.',
  fewer: (n: number) => `${people(n)} came, or ${n === 1 ? 'was' : 'were'} reminded, in the meantime.`,
  /** In chat, to whom it is about. */
  told: (n: number) => (n === 1 ? 'Your site is waiting for you' : 'Your sites are waiting for you'),
  toldWhat: (centre: string, list: readonly Site[]) =>
    `${centre} has given you access to ${sites(list)}, and you have not been there yet.`,
  toldHow: (email: string) => `Sign in with ${email} and your password.`,
  toldInvited: 'Choose a password first, with the link in the mail that we sent you.',
  toldOpen: (site: Site) => `Open ${siteNames[site]}`,
};
