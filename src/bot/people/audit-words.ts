import type { AuditRow } from '../../service/audit/read.ts';
import type { AuditAction } from '../../service/policy.ts';
import { formatNumber, listed } from '../../ui/formats.ts';
import { audit as say } from '../../ui/sentences/account.ts';
import { aRole, programmeNames, siteNames } from '../../ui/sentences/names.ts';
import { amount } from '../../ui/sentences/progression.ts';

/** Every act that can be written down has its words; of one without, this does not compile. */
const acts: Record<AuditAction | 'stand-in', readonly [done: string, tried: string]> = say.acts;

/** `Amina Rahman suspended Ben Okafor` */
export function eventTitle(e: AuditRow): string {
  const actor =
    e.actor ?? (e.actorId ? say.deleted(e.actorId) : e.details.by === 'directory' ? say.directory : say.system);
  const own = e.actorId !== null && e.actorId === e.targetId;
  const target = own ? undefined : (e.target ?? (e.targetId ? say.deleted(e.targetId) : undefined));
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
  const parts = [reason && `“${reason}”`, ...Object.entries(details).map(([key, value]) => inWords(key, value))];
  return parts.filter(Boolean).join(' · ') || undefined;
}

function inWords(key: string, value: unknown): string | undefined {
  // An id says nothing to a person.
  if (key === 'request') return undefined;
  if (key === 'because') return say.because[String(value)];
  // The title says it.
  if (key === 'by' && value === 'directory') return undefined;
  if (Array.isArray(value)) {
    const known: Record<string, string> = key === 'programmes' ? programmeNames : siteNames;
    const words = value.map((v) => known[String(v)] ?? spaced(String(v)));
    return value.length > 0 ? `${spaced(key)}: ${listed(words)}` : undefined;
  }
  if (key === 'from' || key === 'to' || key === 'role') {
    return `${spaced(key)} ${aRole[value as keyof typeof aRole] ?? String(value)}`;
  }
  if (typeof value === 'number') return value === 0 ? undefined : `${spaced(key)}: ${formatNumber(value)}`;
  // By these numbers the program finds them; to people they say nothing.
  if (key === 'transfer' || key === 'undoes') return key === 'undoes' ? say.undone : undefined;
  if (isAmount(value)) return `${siteNames[key as keyof typeof siteNames] ?? spaced(key)}: ${amount(value)}`;
  if (key === 'siteAdmin') return value ? say.asSiteAdmin : undefined;
  if (typeof value === 'boolean') return value ? say.given : say.takenAway;
  return `${spaced(key)}: ${siteNames[value as keyof typeof siteNames] ?? String(value)}`;
}

const isAmount = (value: unknown): value is Parameters<typeof amount>[0] =>
  typeof value === 'object' && value !== null && 'groups' in value && 'tests' in value && 'results' in value;

const spaced = (camel: string) => camel.replace(/([A-Z])/g, ' $1').toLowerCase();
