import { fullName } from '../../words/people.ts';
import type { Site } from '../../words/sites.ts';
import { count, formatDay, lifeOf, listed } from '../formats.ts';
import { here } from '../speech.ts';
import { programmeNames, roleNames, siteNames, type statusNames } from './names.ts';

/** What of a request its sentences need. */
export interface RequestInfo {
  kind: 'reset' | 'access';
  site: Site | null;
  /** The last day of that access: `2027-06-01`. */
  until?: string | null;
  reason: string | null;
  /** Nothing once the account is deleted. */
  asker: {
    firstName: string;
    lastName: string;
    role: keyof typeof roleNames;
    status: keyof typeof statusNames;
    programmes: (keyof typeof programmeNames)[];
    email: string;
  } | null;
}

const names = ({ asker }: RequestInfo) => (asker ? fullName(asker) : 'A deleted account');
const first = ({ asker }: RequestInfo) => asker?.firstName || 'They';
const site = (r: RequestInfo) =>
  r.site ? siteNames[r.site] + (r.until ? ` until the end of ${formatDay(r.until)}` : '') : '';
const isSuspended = ({ asker }: RequestInfo) => asker?.status === 'suspended';
/** `password reset`, `access to Test Maker`. */
const what = (r: RequestInfo) => (r.kind === 'reset' ? 'password reset' : `access to ${site(r)}`);
const because = (reason: string | null) => (reason ? `: “${reason}”` : '.');

/** With a full stop, where another sentence follows. */
const stopped = (sentence: string) => (sentence.endsWith('.') ? sentence : `${sentence}.`);

/** `b…r@riverside.example`: enough to know one's own by, too little to write to. */
function masked(email: string): string {
  const at = email.lastIndexOf('@');
  const [letters, domain] = [[...email.slice(0, at)], email.slice(at)];
  return `${letters[0] ?? ''}…${letters.length > 2 ? letters.at(-1) : ''}${domain}`;
}

/** The card of a request, the same for all who look at it. */
export const request = {
  title: (r: RequestInfo) => (r.kind === 'reset' ? 'Password reset' : `Access to ${site(r)}`),
  waiting: (r: RequestInfo) => `Still waiting: ${what(r)}`,
  since: (at: string) => `since ${at}`,
  /** Ben Okafor (Teacher, Cambridge Primary) asks for a reset: “new phone, lost my password” */
  asks: (r: RequestInfo) => {
    const about = r.asker && [roleNames[r.asker.role], listed(r.asker.programmes.map((p) => programmeNames[p]))];
    const who = about ? `${names(r)} (${about.filter(Boolean).join(', ')})` : names(r);
    return `${who} asks for ${r.kind === 'reset' ? 'a reset' : what(r)}${because(r.reason)}`;
  },
  approving: (r: RequestInfo) => {
    if (isSuspended(r)) return `${first(r)} was suspended since. Reactivate the account first, or deny the request.`;
    return r.kind === 'reset'
      ? `Approving sends a link to ${masked(r.asker?.email ?? '')}, good for ${lifeOf('reset')}.`
      : `Approving gives ${first(r)} access to ${site(r)} at once.`;
  },
  /** In someone's own chat, where their workspace's approvals channel takes no card. @param channel nothing where it can't be looked at */
  instead: (channel: { name: string; problem?: string } | undefined) => {
    const { name = 'the approvals channel', problem } = channel ?? {};
    const why = problem === 'archived' ? `${name} is archived` : `Staffroom can’t post in ${name}`;
    return `${why}, so this came to you. A coordinator can choose another channel: type ${here.command('settings')}.`;
  },
  undecided: (at: string) => `If nobody decides, it expires ${at}.`,
  approveAsAdmin: 'Approve with site admin',
  /** Approved by Amina Rahman, 3 Sep 2026, 14:05. The link was sent. */
  approved: (r: RequestInfo & { siteAdmin: boolean }, by: string | null, at: string) =>
    `Approved${by ? ` by ${by}` : ''}, ${at}. ${done(r)}`,
  denied: (by: string | null, at: string, reason: string | null) =>
    `Denied${by ? ` by ${by}` : ''}, ${at}${because(reason)}`,
  expired: (at: string) => `Expired ${at}. Nobody decided in time.`,
  closed: (at: string) => `Closed ${at}, when the account was deleted.`,
  withdrawn: (r: RequestInfo, at: string) => `Withdrawn by ${names(r)}, ${at}.`,
  states: {
    pending: 'Waiting',
    approved: 'Approved',
    denied: 'Denied',
    expired: 'Expired',
    withdrawn: 'Withdrawn',
  },
};

function done(r: RequestInfo & { siteAdmin: boolean }): string {
  if (r.kind === 'reset') return 'The link was sent.';
  return r.siteAdmin ? 'Access was given, with site admin.' : 'Access was given.';
}

/** What the one who asks is shown. */
export const requestForm = {
  reset: {
    title: 'Ask for a password reset',
    intro: 'Someone who may approve it decides. You then get a mail with a link to choose a new password.',
    reason: 'Why, in a few words',
    reasonHint: 'May be left empty. Those who decide read it.',
  },
  access: {
    title: 'Ask for access to a site',
    intro: `Someone who may approve it decides. You are told in ${here.ownChat}.`,
    site: 'Site',
    until: 'Until',
    untilHint: 'The last day on which you need it. Left empty: for good.',
    reason: 'What you need it for',
    reasonHint: 'Those who decide read it.',
  },
  submit: 'Ask',
  done: 'Your request is sent',
  asked: 'You have asked for this already',
  next: `You are told in ${here.ownChat} as soon as it is decided.`,
  still: `It still waits for a decision. You are told in ${here.ownChat}.`,
  what: 'For',
  why: 'Why',
  when: 'Asked',
  until: 'Expires',
  sent: 'A reset link is on its way',
  sentNext: () =>
    `It goes to the e-mail of your account and is good for ${lifeOf('reset')}. A link sent earlier no longer works.`,
};

/** What the one who decides is told, alone. */
export const requestDecision = {
  approved: 'Approved',
  denied: 'Denied',
  effect: (r: RequestInfo & { siteAdmin: boolean }) => {
    if (r.kind === 'reset')
      return `A link goes to ${masked(r.asker?.email ?? '')}, good for ${lifeOf('reset')}. ${first(r)} is told.`;
    const as = r.siteAdmin ? ', as a site admin' : '';
    return `${names(r)} has access to ${site(r)} now${as}. ${first(r)} is told.`;
  },
  deniedNext: (r: RequestInfo) => `${first(r)} is told, with your reason.`,
  denyTitle: 'Deny a request',
  denyIntro: (r: RequestInfo) => `${stopped(request.asks(r))} ${first(r)} is told that it was denied, and why.`,
  denySubmit: 'Deny',
  reason: 'Reason',
  reasonHint: 'The one who asked reads it.',
  person: 'Who asked',
  personHint: 'Left empty: you choose from all that wait.',
  askApprove: (r: RequestInfo) => `Approve this? ${request.title(r)}`,
  askDeny: (r: RequestInfo) => `Deny this? ${request.title(r)}`,
  withReason: (reason: string) => `The reason given is “${reason}”`,
  several: (n: number) => `${count(n, 'request')} approved`,
  notAll: (n: number) => (n === 1 ? '1 request was not approved' : `${count(n, 'request')} were not approved`),
};

/** The list of what waits. */
export const requestList = {
  title: 'Requests',
  counted: (n: number) => count(n, 'request waits', 'requests wait'),
  none: 'Nothing waits for you to decide.',
  noneOf: (name: string) => `Nothing from ${name} waits for you to decide.`,
  from: (name: string) => `Requests of ${name}`,
  row: (r: RequestInfo) => `${names(r)}: ${what(r)}`,
  /** Why, and what approving does where the title doesn't say. */
  detail: (r: RequestInfo) => {
    const why = r.reason ? `“${r.reason}”` : 'No reason given';
    if (isSuspended(r)) return `${why} · suspended since`;
    return r.kind === 'reset' && r.asker ? `${why} · a link goes to ${masked(r.asker.email)}` : why;
  },
  still: (at: string) => `asked ${at} · announced again`,
  asked: (at: string) => `asked ${at}`,
  decided: (r: RequestInfo, status: 'approved' | 'denied') => `${request.states[status]}: ${requestList.row(r)}`,
  all: (n: number, r: RequestInfo) =>
    // A button has little room.
    r.kind === 'reset' ? `Approve all ${n} resets` : `Approve all ${n}: ${site(r).replace(/ support site$/, '')}`,
  showAll: 'Show all requests',
};

/** What someone asked for, as they see it. */
export const ownRequests = {
  title: 'My requests',
  none: 'You have asked for nothing yet.',
  waits: (at: string) => `waits since ${at}`,
  /** Approved by Amina Rahman, today 14:05 */
  over: (status: Exclude<keyof typeof request.states, 'pending'>, by: string | null, at: string) =>
    `${request.states[status]}${by ? ` by ${by}` : ''}, ${at}`,
  asked: (at: string, reason: string | null) => `Asked ${at}${because(reason)}`,
  answer: (reason: string) => `Reason given: “${reason}”`,
  withdraw: 'Withdraw',
  withdrawn: (r: RequestInfo) => `Withdrawn: ${what(r)}. Nobody decides it any more.`,
};

/** What the one who asked is told once it is decided. */
export const requestAnswer = {
  title: (r: RequestInfo, status: 'approved' | 'denied' | 'expired') => `${request.states[status]}: ${what(r)}`,
  approved: (r: RequestInfo & { siteAdmin: boolean }, by: string | null) => {
    const who = by ? `${by} approved your request.` : 'Your request was approved.';
    if (r.kind === 'reset') {
      return `${who} A mail with a link to choose a new password is on its way. The link is good for ${lifeOf('reset')}.`;
    }
    return `${who} You can sign in to ${site(r)} now${r.siteAdmin ? ', as a site admin' : ''}.`;
  },
  denied: (by: string | null, reason: string | null) =>
    `${by ? `${by} denied your request` : 'Your request was denied'}${because(reason)}`,
  expired: 'Nobody decided in time. Ask again if you still need it.',
  again: 'Ask again',
};
