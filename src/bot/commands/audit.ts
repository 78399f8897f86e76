import { z } from 'zod';
import type { Json } from '../../lib/json.ts';
import { dayIn } from '../../lib/time.ts';
import { type AuditFilter, exportAudit, readAudit } from '../../service/audit/read.ts';
import { verifyTrail } from '../../service/audit/verify.ts';
import { may } from '../../service/policy.ts';
import type { Button, Card } from '../../ui/card.ts';
import { audit as say } from '../../ui/sentences/account.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { trail } from '../../ui/sentences/trail.ts';
import { fullName } from '../../words/people.ts';
import { buttonTo } from '../buttons.ts';
import { type Call, command } from '../command.ts';
import { choice, day, hidden, optionalPerson } from '../inputs.ts';
import { dayAmong } from '../line/day.ts';
import { pageButtons } from '../page-buttons.ts';
import { auditCsv } from '../people/audit-file.ts';
import { diary } from '../people/diary.ts';
import { trailCard } from '../people/trail-card.ts';

export default command({
  verb: 'audit',
  aliases: ['logs', 'history', 'trail', 'events', 'activity', 'audit trail', 'audit log', 'show history', 'who did'],
  about: ['changed', 'who suspended', 'who added', 'who deleted', 'who removed', 'who made'],
  group: 'school',
  order: 10,
  label: 'Read audit trail',
  usage: 'audit [person] [since] or audit verify',
  summary: 'Read who did what, when and why',
  examples: ['audit', 'audit ben@school.example', 'audit since:7d', 'audit since:2026-09-01 as:csv', 'audit verify'],
  may: 'audit.read',
  inputs: {
    person: optionalPerson({ label: 'Person', hint: 'What they did, and what was done to them.' }),
    since: day({ label: 'Since', hint: '2026-09-01, yesterday, or 7d for the last 7 days.', line: 'word' }),
    as: choice({ label: 'As', options: { csv: 'CSV file' } }),
    do: choice({ label: 'Do', options: { verify: trail.check }, asksIf: () => false }),
    before: hidden(z.number().int().positive()),
    after: hidden(z.number().int().positive()),
    first: hidden(z.literal(true)),
  },
  title: 'Read the audit trail',
  submit: 'Read',
  // In `audit 7d` the only word is a day, in `audit ben 1 June` the last two.
  fromLine: (words, keys) => {
    if (words.join(' ').toLowerCase() === 'verify' && Object.keys(keys).length === 0) return { do: 'verify' };
    const days = keys.since === undefined ? (dayAmong(words, 'past', true)?.taken ?? 0) : 0;
    const before = words.slice(0, words.length - days);
    // *audit ben since 3 Sep*
    const name = (days > 0 && /^(?:since|from|after)$/i.test(before.at(-1) ?? '') ? before.slice(0, -1) : before).join(
      ' ',
    );
    return { ...(name && { person: name }), ...(days > 0 && { since: words.slice(-days).join(' ') }), ...keys };
  },
  inPlace: ({ before, after, first, as }) =>
    as === undefined && [before, after, first].some((given) => given !== undefined),
  run: async (call, { person, since, as, do: what, before, after }) => {
    if (what === 'verify') return trailCard(call, await verifyTrail(call.ctx, {}));
    const from = since?.(call.now, call.known.centre.timeZone);
    const filter: AuditFilter = { userId: person?.id, since: from, before };
    const again = (label: string, more: Record<string, Json | undefined> = {}) =>
      buttonTo(call, 'audit', { label, person, input: { since: from?.toISOString(), ...more } });
    if (as === 'csv') return asFile(call, filter, (next) => again(trail.before, { as, before: next }));
    const { events, housekeeping, ...beside } = await readAudit(call.ctx, { filter: { ...filter, after } });
    const pages = pageButtons(beside, (label, turn) => again(label, turnOf(turn)));
    return {
      title: person ? say.of(fullName(person)) : say.title,
      text: [
        ...(from ? [say.since(from, call.known.centre.timeZone)] : []),
        ...(events.length + housekeeping.length === 0 ? [say.empty] : []),
      ],
      rows: diary(call, events, housekeeping),
      buttons: pages.buttons,
      more: [
        ...pages.more,
        ...(may(call.ctx.actor, 'audit.export') ? again(talk.asCsv, { as: 'csv' }) : []),
        ...buttonTo(call, 'audit', { label: trail.check, input: { do: 'verify' } }),
      ],
    };
  },
});

/** Newest first: the page that comes next is older. */
const turnOf = ({ after, before, first }: { after?: number; before?: number; first?: true }) => ({
  before: after,
  after: before,
  first,
});

async function asFile(call: Call, filter: AuditFilter, before: (next: number) => Button[]): Promise<Card> {
  const { events, next } = await exportAudit(call.ctx, { filter });
  const { timeZone } = call.known.centre;
  return {
    title: say.exported(events.length),
    text: [trail.fileTells],
    files: [
      {
        name: `audit-${dayIn(call.now, timeZone)}${filter.before ? `-before-${filter.before}` : ''}.csv`,
        type: 'text/csv',
        content: await auditCsv(events, timeZone),
      },
    ],
    buttons: next ? before(next) : [],
  };
}
