import { count, formatDay, formatNumber } from '../formats.ts';
import { here } from '../speech.ts';
import type { PersonNames } from './people.ts';

/** What is to happen on a day to come. @param day `2027-06-01` */
export const scheduled = {
  title: 'What is planned',
  nothing: 'Nothing is planned.',
  how: () => `${here.command('suspend ben@school.example on 1 June')} plans one.`,
  counted: (n: number, more: boolean) => count(n, 'person', 'people') + (more ? ' and more' : ''),
  suspend: (day: string) => `Suspended on ${formatDay(day)}`,
  by: (name: string, reason: string | null) => `Planned by ${name}${reason ? `: ${reason}` : ''}`,
  cancel: 'Cancel this',
  cancelled: (w: PersonNames) => `${w.name} will not be suspended`,
  cancelledNext: (day: string) => `What was planned for ${formatDay(day)} is cancelled.`,
  ask: (w: PersonNames, day: string) => `Suspend ${w.name} on ${formatDay(day)}?`,
  askSeveral: (n: number, day: string) => `Suspend ${count(n, 'account')} on ${formatDay(day)}?`,
  follows: 'Nothing changes before that day. When it begins, all sign-ins end and all links sent before are void.',
  asYou: 'It is done in your name, with the rights that you have by then. You are told what came of it.',
  yes: 'Plan it',
  done: (w: PersonNames, day: string) => `${w.name} will be suspended on ${formatDay(day)}`,
  doneSeveral: (n: number, day: string) => `${count(n, 'account')} will be suspended on ${formatDay(day)}`,
  until: () => `Until then you can cancel it: ${here.command('scheduled')}.`,
  toldDone: (name: string) => `${name} is suspended, as planned`,
  toldAlready: (name: string) => `${name} was suspended already`,
  toldRefused: (name: string) => `${name} is not suspended, though it was planned`,
  toldSeveralDone: (n: number) => `${count(n, 'account is', 'accounts are')} suspended, as planned`,
  toldSeveralRefused: (n: number, of: number) =>
    `${formatNumber(n)} of ${count(of, 'account')} ${n === 1 ? 'is' : 'are'} not suspended, though it was planned`,
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
