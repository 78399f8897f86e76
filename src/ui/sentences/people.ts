import type { Site } from '../../words/sites.ts';
import { count, formatDay, formatNumber, lifeOf, listed, people } from '../formats.ts';
import { here } from '../speech.ts';
import { aRole, siteNames, sites } from './names.ts';

/** What is said of accounts. `name` is the full name, `first` the first name alone. */
export interface PersonNames {
  name: string;
  first: string;
}

export const profile = {
  show: 'Show',
  history: 'History',
  keepEmail: 'Keep the old e-mail',
  facts: {
    email: 'E-mail',
    newEmail: 'New e-mail',
    mailProblem: 'Mail problem',
    programmes: 'Programmes',
    sites: 'Sites',
    secondFactor: 'Second factor',
    lastSeen: 'Last seen',
  },
  waits: (email: string) => `${email} takes effect when the link sent there is pressed`,
  mailProblem: (said: string) => `The last mail could not be delivered: ${said}`,
  mailProblemShort: 'mail problem',
  hasSecondFactor: 'set up',
  invitedOn: (day: string) => `Will be invited on ${formatDay(day)}`,
  until: (day: string) => `until the end of ${formatDay(day)}`,
  siteAdmin: 'site admin',
  noSites: 'None',
  signedIn: (ago: string) => `signed in ${ago}`,
  noPassword: 'has not set a password yet',
  /** In a column of a list. */
  seen: (ago: string) => `seen ${ago}`,
  noPasswordShort: 'no password yet',
  neverSeen: 'never signed in',
  neverSignedIn: 'has not signed in yet',
};

/** Of an act upon oneself. */
export const oneself = 'This is you.';

export const suspend = {
  reason: 'Reason',
  ask: (w: PersonNames) => `Suspend ${w.name}?`,
  follows: (w: PersonNames) =>
    `${w.first} can’t sign in to any site after that. Links sent to ${w.first} stop working at once.`,
  undo: 'You can reactivate the account at any time.',
  undoSeveral: 'You can reactivate them at any time.',
  own: 'You are signed out everywhere at once, and can’t use Staffroom or any site until another coordinator reactivates your account.',
  askSeveral: (n: number) => `Suspend ${count(n, 'account')}?`,
  followsSeveral: 'They can’t sign in to any site after that. Links sent to them stop working at once.',
  doneSeveral: (n: number) => `${count(n, 'account is', 'accounts are')} suspended`,
  nextSeveral: 'They can’t sign in to any site.',
  done: (w: PersonNames) => `${w.name} is suspended`,
  next: (w: PersonNames) => `${w.first} can’t sign in to any site.`,
};

export const reactivate = {
  ask: (w: PersonNames) => `Reactivate ${w.name}?`,
  follows: (w: PersonNames, has: Site[]) => `${w.first} can sign in to ${sites(has)} again, with the same password.`,
  followsInvited: (w: PersonNames) =>
    `${w.first} has not set a password yet. The old link is void, so send the invitation again after this.`,
  askSeveral: (n: number) => `Reactivate ${count(n, 'account')}?`,
  followsSeveral: 'They can sign in to their sites again, with the same passwords.',
  followsSeveralInvited: (n: number) =>
    n === 1
      ? '1 of them has not set a password yet. The old link is void, so send the invitation again after this.'
      : `${formatNumber(n)} of them have not set a password yet. The old links are void, so send the invitations again after this.`,
  inviteAll: (n: number) => `Send ${count(n, 'invitation')}`,
  doneSeveral: (n: number) => `${count(n, 'account is', 'accounts are')} reactivated`,
  nextSeveral: 'They can sign in again.',
  nextSeveralInvited: (n: number) =>
    n === 1
      ? '1 of them still needs to set a password. Send the invitation again.'
      : `${formatNumber(n)} of them still need to set a password. Send the invitations again.`,
  done: (w: PersonNames) => `${w.name} is reactivated`,
  next: (w: PersonNames) => `${w.first} can sign in again.`,
  nextInvited: (w: PersonNames) => `${w.first} still needs to set a password. Send the invitation again.`,
};

export const secondFactor = {
  ask: (w: PersonNames) => `Take away ${w.name}’s second factor?`,
  sure: (w: PersonNames) =>
    `Be sure that it is ${w.first} who asks: speak to them. Until they set up another, the password alone opens the account.`,
  follows: (w: PersonNames) => `${w.first} is signed out everywhere, and told by mail.`,
  done: (w: PersonNames) => `${w.name} has no second factor now`,
  next: (w: PersonNames) =>
    `${w.first} signs in with the password. Where your school asks for a second factor, they set up another then.`,
};

export const reset = {
  ask: (w: PersonNames) => `Send a reset link to ${w.name}?`,
  follows: (w: PersonNames, email: string) =>
    `A mail goes to ${email}. Its link is good for ${lifeOf('reset')}, once. ${w.first}’s password works until a new one is chosen.`,
  done: (w: PersonNames) => `A reset link is on its way to ${w.name}`,
  next: (email: string) =>
    `It goes to ${email} and is good for ${lifeOf('reset')}. A link sent earlier no longer works.`,
  askSeveral: (n: number) => `Send a reset link to ${people(n)}?`,
  followsSeveral: `A mail goes to each. Its link is good for ${lifeOf('reset')}, once. Their passwords work until new ones are chosen.`,
  doneSeveral: (n: number) => `Reset links are on their way to ${people(n)}`,
  nextSeveral: `They are good for ${lifeOf('reset')}. Links sent earlier no longer work.`,
};

export const invite = {
  ask: (w: PersonNames) => `Send the invitation to ${w.name} again?`,
  follows: (email: string) => `A mail goes to ${email}. Its link is good for ${lifeOf('set-up')}, once.`,
  done: (w: PersonNames) => `The invitation is on its way to ${w.name}`,
  next: (email: string) =>
    `It goes to ${email} and is good for ${lifeOf('set-up')}. A link sent earlier no longer works.`,
  all: 'Everyone who has not set a password',
  nobody: 'Everyone has set a password',
  nobodyElse: 'There is nobody to invite again.',
  askSeveral: (n: number) => `Send the invitation to ${people(n)} again?`,
  followsSeveral: `A mail goes to each. Its link is good for ${lifeOf('set-up')}, once.`,
  first: (n: number) => `These are the ${formatNumber(n)} who wait longest. Send it to the others afterwards.`,
  doneSeveral: (n: number) => `The invitations are on their way to ${people(n)}`,
  nextSeveral: `They are good for ${lifeOf('set-up')}. Links sent earlier no longer work.`,
};

export const admin = {
  yes: 'Give rights',
  yesNot: 'Take rights away',
  ask: (w: PersonNames, what: string) => `Make ${w.name} ${what}?`,
  askNot: (w: PersonNames, what: string) => `Take from ${w.name} the rights of ${what}?`,
  follows: {
    admin: 'Admins see everyone, add teachers, and suspend, reactivate and reset teachers’ accounts.',
    coordinator: 'Coordinators may do everything at this school, to anyone, settings and rights included.',
    demoted: (w: PersonNames) =>
      `${w.first} is a coordinator now. As an admin, ${w.first} no longer gives rights, changes settings or manages admins.`,
    teacher: (w: PersonNames) =>
      `${w.first} keeps the account and the sites, and no longer manages other people’s accounts.`,
    site: (s: Site) => `A site admin sees who uses ${siteNames[s]} and decides which teachers may.`,
    siteNot: (w: PersonNames, s: Site) => `${w.first} keeps access to ${siteNames[s]}.`,
    own: 'Rights that you give up, only another coordinator can give you back.',
  },
  done: (w: PersonNames, role: keyof typeof aRole) => `${w.name} is now ${aRole[role]}`,
  doneSite: (w: PersonNames, s: Site, on: boolean) =>
    on ? `${w.name} is now a site admin of ${siteNames[s]}` : `${w.name} is no longer a site admin of ${siteNames[s]}`,
  siteAdmin: (s: Site) => `a site admin of ${siteNames[s]}`,
  askSeveral: (n: number, what: string) => `Make ${people(n)} ${what}?`,
  askNotSeveral: (n: number, what: string) => `Take from ${people(n)} the rights of ${what}?`,
  followsSeveral: {
    demoted: (n: number) =>
      `${n === 1 ? '1 of them is a coordinator now' : `${formatNumber(n)} of them are coordinators now`}. Admins don’t give rights, change settings or manage admins.`,
    teacher: 'They keep their accounts and sites, and no longer manage other people’s accounts.',
    siteNot: (s: Site) => `They keep access to ${siteNames[s]}.`,
  },
  doneSeveral: (n: number, what: string) => `${count(n, 'person is', 'people are')} now ${what}`,
  doneNotSeveral: (n: number, what: string) => `${count(n, 'person is', 'people are')} no longer ${what}`,
  /** Of some of them, by what they were before. */
  undoFor: (n: number, was: keyof typeof aRole) => `Undo for ${count(n, was)}`,
  siteAdmins: (s: Site) => `site admins of ${siteNames[s]}`,
};

/** Beside the field of a last name. */
export const oneName = 'Left empty where a person has one name.';

export const edit = {
  give: 'Give access to',
  take: 'Take access to',
  addProgrammes: 'Add programmes',
  dropProgrammes: 'Take away programmes',
  titleSeveral: 'Edit several people',
  gets: (what: readonly string[]) => `gets ${listed(what)}`,
  loses: (what: readonly string[]) => `loses ${listed(what)}`,
  introSeveral: 'Whatever is not chosen here stays as it is for each of them.',
  ask: (w: PersonNames) => `Change ${w.name}’s sites and programmes?`,
  askSeveral: (n: number) => `Change ${people(n)}?`,
  yes: 'Change',
  doneSeveral: (n: number) => `${count(n, 'account is', 'accounts are')} changed`,
  title: (w: PersonNames) => `Edit ${w.name}`,
  done: (w: PersonNames) => `${w.name}’s details are changed`,
  waits: (w: PersonNames) => `${w.name}’s new e-mail waits for confirmation`,
  toConfirm: (email: string) => `The new e-mail takes effect when the link sent to ${email} is pressed.`,
  withdrawn: (email: string) => `The e-mail stays ${email}. The link sent to the new one no longer works.`,
  invitedAgain: (email: string) => `The invitation went to ${email}. The link sent earlier no longer works.`,
};

/** Of one's own name and e-mail. */
export const own = {
  title: 'My name and e-mail',
  done: 'Your details are changed',
  waits: 'Your new e-mail waits for you',
  emailHint: `It takes effect when you press the link sent to it. Give the one that this ${here.workspace} knows: by another, Staffroom does not know you here.`,
  toConfirm: (email: string) =>
    `Press the link in the mail sent to ${email}. Until then you sign in with the old address.`,
  withdrawn: (email: string) => `Your e-mail stays ${email}. The link sent to the new one no longer works.`,
  name: (name: string) => `You are ${name} now, on all your sites.`,
};

export const add = {
  title: 'Add people',
  intro: 'Each gets a mail with a link to set a password. A programme ticks the sites it needs.',
  fileHint: `Your own list, as it is: names and e-mails are found by their columns. For one to begin with, type ${here.command('add template')}.`,
  template: 'A file to begin with',
  templateNext: `Put your people in place of the rows in it, and bring it back with ${here.command('add')}. Without programmes and sites it is asked once for all.`,
  getTemplate: 'Get a template',
  done: (n: number) => (n === 0 ? 'Nobody could be added' : `${people(n)} added`),
  doneOne: (w: PersonNames) => `${w.name} is added`,
  more: 'Add more',
  invitedLater: (n: number, day: string) =>
    n === 1
      ? `The mail with a link to set a password goes out on ${formatDay(day)}; there is no way in before.`
      : `The mails with a link to set a password go out on ${formatDay(day)}; there is no way in before.`,
  onLabel: 'Invite on',
  onHint: 'The day on which the mails go out. Left empty: now.',
  mails: (n: number, sender: string) =>
    n === 1
      ? `A mail with a link to set a password is on its way. It comes from ${sender}, so add that address to the safe senders. The link is good for ${lifeOf('set-up')}.`
      : `Each gets a mail with a link to set a password. It comes from ${sender}, so add that address to the safe senders. The links are good for ${lifeOf('set-up')}.`,
  csv: {
    button: (n: number) => `Add ${people(n)}`,
    empty: 'This file has no rows. The first line names the columns, and each line after it is a person.',
    noNames: `This file has e-mail addresses and no names. Add a column with each person’s name, and send it again. For a file to begin with, type ${here.command('add template')}.`,
    columns: (missing: string[]) => `The first line must name the columns. Missing: ${listed(missing)}.`,
    unknown: (what: string, word: string) => `“${word}” is not a ${what}.`,
  },
  sending: 'The mails are on their way',
  progress: (sent: number, total: number) => `${formatNumber(sent)} of ${formatNumber(total)} mails sent`,
  allSent: (total: number) => (total === 1 ? 'The mail was sent' : `All ${formatNumber(total)} mails were sent`),
  someFailed: (n: number) => `${formatNumber(n)} could not be delivered. The profile of each says why.`,
};
