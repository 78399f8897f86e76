import type { Programme } from '../../words/programmes.ts';
import type { Site } from '../../words/sites.ts';
import { count, formatDate, formatDay, formatNumber, listed, people } from '../formats.ts';
import { programmeNames, siteNames, sites } from './names.ts';

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
  lately: (days: number) => `last ${days} days`,
  numbered: (n: number, name: string) => `${n} · ${name}`,
  programmes: programmeNames as Record<Programme, string>,
  /** `41 of 58 came · 6 never` */
  counted: ({ people: of, came, never }: Counted) =>
    [
      of === 0 ? 'nobody has access' : `${formatNumber(came)} of ${formatNumber(of)} came`,
      ...(never > 0 ? [`${formatNumber(never)} never`] : []),
    ].join(' · '),
  /** What the picture shows, read aloud. */
  spoken: (n: number, name: string, { people: of, came, never }: Counted) =>
    of === 0
      ? `${n}, ${name}: nobody has access.`
      : `${n}, ${name}: ${formatNumber(came)} of ${formatNumber(of)} came, ${formatNumber(of - came - never)} not lately, ${formatNumber(never)} never.`,
  how: (days: number) =>
    `A bar is everyone who may sign in there. Dark: came in the last ${days} days. Light: came before, but not since. Striped: never came.`,
  howProgrammes: (days: number) =>
    `A bar is everyone who teaches the programme. Dark: came to one of their sites in the last ${days} days. Light: came before, but not since. Striped: never came to any.`,
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
  people,
  /** Of people in the list. */
  stateOf: { came: (ago: string) => `came ${ago}`, never: 'never came', unknown: 'not known since when' },
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
  joined: people,
  nobody: 'Nobody',
  requests: (asked: number, waiting: number) =>
    asked === 0 && waiting === 0
      ? 'None'
      : [
          `${formatNumber(asked)} asked`,
          ...(waiting > 0 ? [`${formatNumber(waiting)} ${waiting === 1 ? 'waits' : 'wait'}`] : []),
        ].join(' · '),
  mails: (n: number) => (n === 0 ? 'None' : `to ${people(n)}`),
  stop: 'Stop this message',
  off: 'You are not told each week any more',
  offNext: 'Type usage at any time to see how the sites are used.',
};

export const reminding = {
  title: 'Remind who never came',
  ask: (n: number) => `Remind ${people(n)}?`,
  /** @param of to which site; nothing: to one of theirs or more */
  whom: (of: Site | undefined) =>
    of ? `They have access to ${siteNames[of]} and never came.` : 'They have access to sites where they never came.',
  follows:
    'Each gets a mail with the sites’ links, and a message in chat where Staffroom knows them. Nobody is reminded more than once in 7 days.',
  invited: (n: number) =>
    `${people(n)} of them ${n === 1 ? 'has' : 'have'} no password yet: the mail lets them choose one, and the link of the invitation is void.`,
  only: (n: number) => `These are the first ${formatNumber(n)} by last name. Remind the others after them.`,
  yes: 'Remind them',
  leftOut: 'Left out',
  whyLeftOut: {
    lately: (n: number) => `${people(n)} ${n === 1 ? 'was' : 'were'} reminded or invited within the last 7 days.`,
    rank: (n: number) => `${people(n)} ${n === 1 ? 'is' : 'are'} not yours to remind.`,
    mail: (n: number) => `Mails to ${people(n)} do not arrive. The profile of each says why.`,
    password: (n: number) =>
      `${people(n)} ${n === 1 ? 'has' : 'have'} no password yet. A coordinator or an admin can invite them again.`,
    self: () => 'You are one of them.',
  },
  more: (n: number) => `…and ${formatNumber(n)} more.`,
  nobody: 'There is nobody to remind',
  allCame: 'Everyone with access came.',
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
