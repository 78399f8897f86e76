import { z } from 'zod';
import type { JsonObject } from '../../lib/json.ts';
import { dayIn } from '../../lib/time.ts';
import { type AuditFilter, type AuditRow, exportAudit, readAudit } from '../../service/audit/read.ts';
import { verifyTrail } from '../../service/audit/verify.ts';
import { fullName } from '../../service/people/person.ts';
import { may } from '../../service/policy.ts';
import type { Card } from '../../ui/card.ts';
import { formatExactly, formatWhen } from '../../ui/formats.ts';
import { audit as say } from '../../ui/sentences/account.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { trail } from '../../ui/sentences/trail.ts';
import { buttonTo } from '../buttons.ts';
import { type Call, command } from '../command.ts';
import { toCsv } from '../csv/write.ts';
import { choice, day, hidden, optionalPerson } from '../inputs.ts';
import { readDay } from '../line/day.ts';
import { eventDetails, eventTitle } from '../people/audit-words.ts';
import { trailCard } from '../people/trail-card.ts';

export default command({
  verb: 'audit',
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
  },
  title: 'Read the audit trail',
  submit: 'Read',
  // In `audit 7d` the only word is a day, in `audit ben` a person.
  fromLine: (words, keys) => {
    if (words.join(' ').toLowerCase() === 'verify') return { do: 'verify', ...keys };
    const last = words.at(-1) ?? '';
    const isDay = keys.since === undefined && readDay(last) !== undefined;
    const name = (isDay ? words.slice(0, -1) : words).join(' ');
    return { ...(name && { person: name }), ...(isDay && { since: last }), ...keys };
  },
  inPlace: ({ before }) => before !== undefined,
  run: async (call, { person, since, as, do: what, before }) => {
    if (what === 'verify') return trailCard(call, await verifyTrail(call.ctx, {}));
    const from = since?.(call.now, call.known.centre.timeZone);
    const filter: AuditFilter = { userId: person?.id, since: from };
    if (as === 'csv') return asFile(call, filter);
    const { events, next } = await readAudit(call.ctx, { filter: { ...filter, before } });
    const again = (label: string, more: JsonObject = {}) =>
      buttonTo(call, 'audit', { label, person, input: { since: from?.toISOString(), ...more } });
    return {
      title: person ? say.of(fullName(person)) : say.title,
      text: events.length === 0 ? [say.empty] : [],
      rows: events.map((e) => ({
        title: eventTitle(e),
        state: formatWhen(e.at, call.now, call.known.centre.timeZone),
        detail: eventDetails(e),
      })),
      buttons: [...(next ? again(talk.next, { before: next }) : []), ...(before ? again(talk.first) : [])],
      more: [
        ...(may(call.ctx.actor, 'audit.export') ? again(talk.asCsv, { as: 'csv' }) : []),
        ...buttonTo(call, 'audit', { label: trail.check, input: { do: 'verify' } }),
      ],
    };
  },
});

async function asFile(call: Call, filter: AuditFilter): Promise<Card> {
  const events = await exportAudit(call.ctx, { filter });
  const { timeZone } = call.known.centre;
  const columns: Record<string, (e: AuditRow) => string | null> = {
    when: (e) => formatExactly(e.at, timeZone),
    what: (e) => e.action,
    outcome: (e) => e.outcome,
    who: (e) => e.actor,
    'who (id)': (e) => e.actorId,
    'to whom': (e) => e.target,
    'to whom (id)': (e) => e.targetId,
    from: (e) => e.platform,
    why: (e) => e.reason,
    details: (e) => JSON.stringify(e.details),
    flow: (e) => e.correlationId,
  };
  const cellsOf = (e: AuditRow) => Object.values(columns).map((cell) => cell(e) ?? '');
  return {
    title: say.exported(events.length),
    files: [
      {
        name: `audit-${dayIn(call.now, timeZone)}.csv`,
        type: 'text/csv',
        content: await toCsv(Object.keys(columns), events, cellsOf),
      },
    ],
  };
}
