import { addDays } from '../../lib/time.ts';
import type { Site } from '../../words/sites.ts';
import { count, formatDay, formatNumber, people } from '../formats.ts';
import { here } from '../speech.ts';
import { siteNames } from './names.ts';
import type { PersonNames } from './people.ts';

/** What is planned for someone, as its sentences need it. @param day `2027-06-01` */
interface Planned {
  kind: 'suspend' | 'leaver' | 'invite' | 'end-access';
  day: string;
  site: Site | null;
  to: string | null;
}

/** The last day of access that ends as `day` begins. */
const lastDay = (day: string) => formatDay(addDays(day, -1));

/** What is to happen on a day to come. */
export const scheduled = {
  title: 'What is planned',
  nothing: 'Nothing is planned.',
  how: () => `${here.command('suspend ben@school.example on 1 June')} plans one.`,
  counted: (n: number, more: boolean) => count(n, 'plan') + (more ? ' and more' : ''),
  will({ kind, day, site, to }: Planned): string {
    const on = formatDay(day);
    if (kind === 'leaver') return `Will be suspended on ${on}${to ? `; ${to} gets what they hold` : ''}`;
    if (kind === 'invite') return `Will be invited on ${on}`;
    if (kind === 'end-access') return `Has access to ${site ? siteNames[site] : ''} until the end of ${lastDay(day)}`;
    return `Will be suspended on ${on}`;
  },
  by: (name: string, reason: string | null) => `Planned by ${name}${reason ? `: ${reason}` : ''}`,
  cancel: 'Cancel this',
  cancelAll: (n: number) => `Cancel all ${formatNumber(n)}`,
  keep: 'Keep them',
  askCancelAll: (n: number, day: string) => `Cancel what is planned for ${people(n)} on ${formatDay(day)}?`,
  cancelAllFollows: 'Nothing changes for them on that day.',
  cancelledAll: (n: number) => `What was planned for ${people(n)} is cancelled`,
  cancelled(w: PersonNames, { kind, site }: Omit<Planned, 'to'>): string {
    if (kind === 'leaver') return `${w.name} will not leave`;
    if (kind === 'invite') return `${w.name} will not be invited`;
    if (kind === 'end-access') return `${w.name} keeps access to ${site ? siteNames[site] : ''}`;
    return `${w.name} will not be suspended`;
  },
  cancelledNext: (day: string) => `What was planned for ${formatDay(day)} is cancelled.`,
  cancelledInvite: 'The account stays, and waits for an invitation.',
  ask: (w: PersonNames, day: string) => `Suspend ${w.name} on ${formatDay(day)}?`,
  askSeveral: (n: number, day: string) => `Suspend ${count(n, 'account')} on ${formatDay(day)}?`,
  follows: 'Nothing changes before that day. When it begins, all sign-ins end and all links sent before are void.',
  asYou: 'It is done in your name, with the rights that you have by then. You are told what came of it.',
  yes: 'Plan it',
  done: (w: PersonNames, day: string) => `${w.name} will be suspended on ${formatDay(day)}`,
  doneSeveral: (n: number, day: string) => `${count(n, 'account')} will be suspended on ${formatDay(day)}`,
  doneLeaver: (w: PersonNames, to: string | null, day: string) =>
    `${w.name} will be suspended on ${formatDay(day)}${to ? `, and ${to} gets what ${w.first} holds` : ''}`,
  until: () => `Until then you can cancel it: ${here.command('scheduled')}.`,
  toldDone(name: string, { kind, site, to }: Planned): string {
    if (kind === 'leaver') return `${name} is suspended, as planned${to ? `, and ${to} has what they held` : ''}`;
    if (kind === 'invite') return `${name} is invited, as planned`;
    if (kind === 'end-access') return `${name}’s access to ${site ? siteNames[site] : ''} has ended, as planned`;
    return `${name} is suspended, as planned`;
  },
  toldAlready: (name: string, { kind }: Planned) =>
    kind === 'invite' ? `${name} has set a password already` : `${name} was suspended already`,
  toldRefused(name: string, { kind }: Planned, isSuspended: boolean): string {
    if (kind === 'leaver' && isSuspended) return `${name} is suspended, but still holds what was to be handed over`;
    if (kind === 'invite') return `${name} is not invited, though it was planned`;
    return `${name} is not suspended, though it was planned`;
  },
  toldSeveralDone(n: number, { kind }: Planned): string {
    if (kind === 'invite') return `${count(n, 'person is', 'people are')} invited, as planned`;
    if (kind === 'end-access') return `The access of ${count(n, 'person', 'people')} has ended, as planned`;
    return `${count(n, 'account is', 'accounts are')} suspended, as planned`;
  },
  toldSeveralRefused(n: number, of: number, { kind }: Planned): string {
    const are = n === 1 ? 'is' : 'are';
    if (kind === 'suspend')
      return `${formatNumber(n)} of ${count(of, 'account')} ${are} not suspended, though it was planned`;
    return `${formatNumber(n)} of ${count(of, 'person', 'people')} ${n === 1 ? 'needs' : 'need'} you: not all was done that was planned`;
  },
  plannedFor: (day: string) => `Planned for ${formatDay(day)}.`,
  plannedForBy: (day: string, name: string | null) =>
    `Planned for ${formatDay(day)} by ${name ?? 'someone who has no account any more'}.`,
  mayNot: (name: string | null) => `${name ?? 'Whoever planned it'} no longer has the rights for this.`,
  /** On a profile, and where it is asked whether something else is done. */
  fact: 'Planned',
  stillPlanned: (n: number) =>
    `${count(n, 'person is', 'people are')} planned to be suspended on a day to come, all the same.`,
  moved(plans: { day: string; plannedBy: string | null }[], isOne: boolean): string[] {
    const [plan] = plans;
    if (!plan) return [];
    const said = `planned for ${formatDay(plan.day)} already${plan.plannedBy ? ` by ${plan.plannedBy}` : ''}`;
    return [
      `${isOne ? `It is ${said}` : `${count(plans.length, 'person is', 'people are')} planned for a day already`}. This takes its place.`,
    ];
  },
};
