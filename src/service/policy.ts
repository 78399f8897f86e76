import type { Role } from '../words/people.ts';
import type { Site } from '../words/sites.ts';
import type { Actor, Ctx } from './context.ts';

import { type AlsoConcerned, Refusal } from './errors.ts';

/**
 * How far a right reaches.
 *
 * - `anyone`: every user of one's own centre
 * - `teachers`: users of the role teacher
 * - `site`: teachers, and only what concerns a site on which one is site admin
 * - `self`: oneself
 */
export type Reach = 'anyone' | 'teachers' | 'site' | 'self' | 'nobody';

/** Who may do what, a line for each thing that can be done. */
// biome-ignore format: it is a table, and reads as one
export const policy = {
  //                  coordinator  admin       site admin  teacher
  'user.list':       ['anyone',    'anyone',   'site',     'nobody'],
  'user.show':       ['anyone',    'anyone',   'site',     'self'],
  'user.export':     ['anyone',    'anyone',   'site',     'nobody'],
  'user.add':        ['anyone',    'teachers', 'nobody',   'nobody'],
  'user.edit':       ['anyone',    'teachers', 'nobody',   'nobody'],
  'site.access':     ['anyone',    'teachers', 'site',     'nobody'],
  'user.suspend':    ['anyone',    'teachers', 'nobody',   'nobody'],
  'user.reactivate': ['anyone',    'teachers', 'nobody',   'nobody'],
  'user.delete':     ['anyone',    'nobody',   'nobody',   'nobody'],
  'data.show':       ['anyone',    'anyone',   'site',     'self'],
  'data.import':     ['anyone',    'teachers', 'site',     'self'],
  'data.transfer':   ['anyone',    'teachers', 'site',     'nobody'],
  'data.promote':    ['anyone',    'teachers', 'site',     'nobody'],
  'user.note':       ['anyone',    'nobody',   'nobody',   'nobody'],
  'reset.send':      ['anyone',    'teachers', 'nobody',   'nobody'],
  'invite.send':     ['anyone',    'teachers', 'nobody',   'nobody'],
  'usage.show':      ['anyone',    'anyone',   'site',     'nobody'],
  'usage.remind':    ['anyone',    'teachers', 'site',     'nobody'],
  'usage.digest':    ['anyone',    'nobody',   'nobody',   'nobody'],
  'user.role':       ['anyone',    'nobody',   'nobody',   'nobody'],
  'site.admin':      ['anyone',    'nobody',   'nobody',   'nobody'],
  'site.sync':       ['anyone',    'nobody',   'nobody',   'nobody'],
  'audit.read':      ['anyone',    'anyone',   'nobody',   'nobody'],
  'audit.export':    ['anyone',    'nobody',   'nobody',   'nobody'],
  'settings.read':   ['anyone',    'anyone',   'nobody',   'nobody'],
  'settings.change': ['anyone',    'nobody',   'nobody',   'nobody'],
  'workspace.untie': ['anyone',    'nobody',   'nobody',   'nobody'],
  'second-factor.remove': ['anyone', 'teachers', 'nobody',   'nobody'],
  'reset.ask':       ['self',      'self',     'self',     'self'],
  'access.ask':      ['self',      'self',     'self',     'self'],
  'reset.decide':    ['anyone',    'teachers', 'nobody',   'nobody'],
  'access.decide':   ['anyone',    'teachers', 'site',     'nobody'],
  'whoami':          ['self',      'self',     'self',     'self'],
  'self.edit':       ['self',      'self',     'self',     'self'],
} as const satisfies Record<string, readonly [coordinator: Reach, admin: Reach, siteAdmin: Reach, teacher: Reach]>;

export type Act = keyof typeof policy;

/** What the audit trail says was done: an act of someone, or what a person did with a link from a mail. */
export type AuditAction =
  | Act
  | 'data.received'
  | 'import.undone'
  | 'promotion.undone'
  | 'test.corrected'
  | 'request.expired'
  | 'request.withdrawn'
  | 'password.set'
  | 'password.forgotten'
  | 'email.confirmed'
  | 'mail.failed'
  | 'second-factor.add'
  | 'second-factor.failed'
  | 'recovery-codes.renew'
  | 'session.end'
  | 'sign-in.done'
  | 'sign-in.failed'
  | 'sign-in.guessed'
  | 'centre.make'
  | 'workspace.connect'
  | 'plan.made'
  | 'plan.cancelled'
  | 'leave.planned'
  | 'leave.cancelled'
  | 'invite.planned'
  | 'invite.cancelled'
  | 'access-end.planned'
  | 'access-end.cancelled'
  | 'tie.made'
  | 'tie.asked'
  | 'tie.ended';

/** Whom it is done to, or what of theirs. */
export interface Target {
  id: string;
  centreId: string;
  role: Role;
  /** The sites they may sign in to, for acts that only read. */
  sites?: Site[];
}

const column = { coordinator: 0, admin: 1, teacher: 3 } as const;
const siteAdminColumn = 2;

/** How far this act reaches for this actor: for what their role gives, and for what their site admin marks add. */
export function reach(actor: Actor, act: Act): { byRole: Reach; bySite: Reach } {
  const row = policy[act];
  return {
    byRole: row[column[actor.role]],
    bySite: actor.siteAdminOf.length > 0 ? row[siteAdminColumn] : 'nobody',
  };
}

/** Whether there is anyone or anything at all that this actor may do this to. */
export function mayAtAll(actor: Actor, act: Act): boolean {
  const { byRole, bySite } = reach(actor, act);
  return byRole !== 'nobody' || bySite !== 'nobody';
}

const byRank: Role[] = ['teacher', 'admin', 'coordinator'];

/** Whether someone may do all still that they might before. */
export const reachesAsFar = (now: Pick<Actor, 'role' | 'siteAdminOf'>, before: Pick<Actor, 'role' | 'siteAdminOf'>) =>
  byRank.indexOf(now.role) >= byRank.indexOf(before.role) &&
  before.siteAdminOf.every((site) => now.role === 'coordinator' || now.siteAdminOf.includes(site));

/**
 * @param target whom it concerns; nothing for what concerns the centre as a whole
 * @param site the site it concerns, where it concerns one; else any of the target's
 */
export function may(actor: Actor, act: Act, target?: Target, site?: Site): boolean {
  const { byRole, bySite } = reach(actor, act);
  if (target && target.centreId !== actor.centreId) return false;
  if (!target) return byRole === 'anyone' || byRole === 'self';
  const self = target.id === actor.id;
  if (byRole === 'anyone') return true;
  if (byRole === 'teachers' && target.role === 'teacher') return true;
  if (byRole === 'self' && self) return true;
  if (bySite === 'self' && self) return true;
  if (bySite !== 'site') return false;
  // A site admin sees all who use the site, but acts on nobody of higher rank.
  if (!site) return (target.sites ?? []).some((s) => actor.siteAdminOf.includes(s));
  return target.role === 'teacher' && actor.siteAdminOf.includes(site);
}

/**
 * Throws `not-allowed` where {@link may} says no. The refusal is written to the audit trail by the use case.
 *
 * @param because says why, where it is someone else that it is done to
 */
export function allow(
  ctx: Pick<Ctx, 'actor'>,
  act: Act,
  target?: Target,
  { site, because }: { site?: Site; because?: AlsoConcerned } = {},
): void {
  if (!may(ctx.actor, act, target, site)) throw new NotAllowed(act, target?.id ?? null, because);
}

/** A refusal for lack of rights, which is written down. */
export class NotAllowed extends Refusal<'not-allowed'> {
  readonly act: Act;
  readonly targetId: string | null;

  constructor(act: Act, targetId: string | null, because?: AlsoConcerned) {
    super('not-allowed', because ? { because } : {});
    this.act = act;
    this.targetId = targetId;
  }
}
