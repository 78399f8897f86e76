import type { AuditRow } from '../../service/audit/read.ts';
import type { AuditAction } from '../../service/policy.ts';
import { audit as say } from '../../ui/sentences/account.ts';
import { auditDetail } from '../../ui/sentences/audit-details.ts';

/** Every act that can be written down has its words; of one without, this does not compile. */
const acts: Record<AuditAction | 'stand-in', readonly [done: string, tried: string]> = say.acts;

/** `changed the settings` */
export const actDone = (act: AuditAction): string => acts[act]?.[0] ?? act;

/** `Amina Rahman suspended Ben Okafor` */
export function eventTitle(e: AuditRow): string {
  const actor = e.actor ?? (e.actorId ? say.deleted : (say.without[String(e.details.by)] ?? say.system));
  const own = e.actorId !== null && e.actorId === e.targetId;
  const target = own ? undefined : (e.target ?? (e.targetId ? say.deleted : undefined));
  // Of all settings only who stands in is a person.
  const act = e.action === 'settings.change' && target ? 'stand-in' : e.action;
  // A trail outlives the program: what a newer one wrote, this one may not know.
  const [done, tried] = acts[act] ?? [act, act];
  if (e.outcome === 'refused')
    return say.wasRefused(actor, target ? `${tried} ${target}` : tried.replace(/ (of|to)$/, ''));
  return [actor, done, target].filter(Boolean).join(' ');
}

/** Why, and what exactly; nothing where the title says it all. */
export function eventDetails({ reason, details }: AuditRow): string | undefined {
  const parts = [reason && `“${reason}”`, ...Object.entries(details).map(([key, value]) => auditDetail(key, value))];
  return parts.filter(Boolean).join(' · ') || undefined;
}
