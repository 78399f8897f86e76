import { shorten } from '../../lib/text.ts';
import type { Site } from '../../words/sites.ts';
import { count, formatNumber, listed, people } from '../formats.ts';
import { here } from '../speech.ts';
import { siteNames } from './names.ts';

type Shown = { waiting: number; since?: string; problem?: string | null };

const said = (detail?: string) => (detail ? ` It said: “${shorten(detail, 160)}”.` : '');

/** Why a site did not do what it was asked; `detail` is what it said itself. */
export const siteTrouble = {
  unreachable: 'The site can’t be reached.',
  slow: 'The site did not answer in time.',
  broken: (status: number, detail?: string) => `The site has an error of its own (${status}).${said(detail)}`,
  busy: 'The site asks to be asked later.',
  notLetIn: (status: number, detail?: string) =>
    `The site does not let us in (${status}).${said(detail)} Check its token in the settings.`,
  noToken: (status: number) =>
    `The site’s sign-in for programs gives us no token (${status}). Check its client id and secret.`,
  noService: (status: number) => `There is no SCIM service at the site’s address (${status}). Check the address.`,
  notScim: 'What is at the site’s address does not answer as a SCIM service. Check the address.',
  elsewhere: 'The site’s address sends us elsewhere. Enter the address that it leads to.',
  notAll: 'The site does not list all of its accounts.',
  notPublic:
    'The site’s address is not one to which Staffroom sends anything: a public one that begins with https://, at port 443 or 8443.',
  refused: (status: number, detail?: string) => `The site refuses this person (${status}).${said(detail)}`,
  taken: 'Another account at the site has this e-mail.',
  gone: 'The account at the site is not there any more.',
  changed: 'The account at the site keeps being changed by someone else.',
  stillActive: 'The site was told that this person may not sign in, and still shows them as active.',
  notActive: 'The site was told that this person may sign in, and does not show them as active.',
  activeUnknown: 'The site does not show whether this person is shut out. Look there, and shut them out by hand.',
  otherEmail: 'The site was told this person’s e-mail, and shows another.',
  stillThere: 'The site was told to delete this account, and still has it.',
};

/** What a site may not keep of a person. */
const lostParts = {
  externalId: 'our ids',
  email: 'e-mails',
  firstName: 'first names',
  lastName: 'last names',
  active: 'who may sign in',
  roles: 'roles',
  programmes: 'programmes',
  centreNumber: 'the centre number',
};

/** How far a site is. */
export const inStep = {
  label: 'Kept in step',
  lost: 'Not kept there',
  doesNotKeep: (lost: (keyof typeof lostParts)[]) =>
    `The site does not keep ${listed(lost.map((part) => lostParts[part]))}.`,
  upToDate: 'up to date',
  waitingSince: (since: string) => `waiting since ${since}`,
  failing: (why: string) => `failing: ${why}`,
  ofPerson: (names: string[], words: string) => `${names.join(', ')}: ${words}`,
  ofSite: ({ waiting, since, problem }: Shown) =>
    problem
      ? `${since ? `Since ${since}: ` : ''}${problem} ${count(waiting, 'person waits', 'people wait')}.`
      : waiting > 0
        ? `${count(waiting, 'person waits', 'people wait')} since ${since}`
        : undefined,
  /** A site in one word, and what is said more by {@link inStep.ofSite}. */
  states: { good: 'Up to date', attention: 'Waiting', problem: 'Failing' },
};

/** What is said of comparing a site with us. */
export const sync = {
  file: (site: Site) => `${siteNames[site]}: all that was compared`,
  title: 'Compare a site with Staffroom',
  intro: 'All accounts there are looked at. What would be mended, you see first.',
  begun: (site: Site) => `${siteNames[site]} is being compared`,
  begunNext: `It takes a moment. How far it is, you see in ${here.ownChat}.`,
  underWay: (site: Site) => `Comparing ${siteNames[site]}`,
  progress: (done: number, total: number) => `${formatNumber(done)} of ${count(total, 'account')}`,
  same: (site: Site) => `${siteNames[site]} is as it should be`,
  waits: (site: Site, n: number) => `${siteNames[site]}: ${count(n, 'person still waits', 'people still wait')}`,
  waitsNext: 'The site is yet to be told of them. All others are as they should be.',
  looked: (n: number) => `${count(n, 'account')} there ${n === 1 ? 'was' : 'were'} looked at.`,
  differs: (site: Site, n: number) => `${siteNames[site]}: ${people(n)} to mend`,
  facts: {
    missing: 'Missing there',
    differs: 'Different there',
    tooMany: 'There, but should not be',
    waiting: 'Waiting already',
    strangers: 'Not ours, left alone',
  },
  kinds: {
    missing: 'missing there',
    differs: 'different there',
    tooMany: 'should not be there',
    strangers: 'not ours',
  },
  parts: {
    externalId: 'our id',
    email: 'e-mail',
    firstName: 'first name',
    lastName: 'last name',
    active: 'active or not',
    roles: 'role',
    programmes: 'programmes',
    centreNumber: 'centre number',
  },
  columns: ['Who', 'What', 'Which'],
  csv: ['account', 'e-mail there', 'what', 'which'],
  shown: (shown: number, all: number) => `These are the first ${shown} of ${formatNumber(all)}. The file has them all.`,
  button: (n: number) => `Mend ${people(n)}`,
  no: 'Leave it',
  mended: (n: number) => `${people(n)} will be mended`,
  mendedNext: 'It is under way. Settings say how far it is.',
  failed: (site: Site) => `${siteNames[site]} can’t be compared now`,
};
