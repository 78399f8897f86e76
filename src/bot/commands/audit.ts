import { z } from 'zod';
import type { JsonObject } from '../../lib/json.ts';
import { dayIn } from '../../lib/time.ts';
import { type AuditFilter, type AuditRow, exportAudit, readAudit } from '../../service/audit/read.ts';
import { fullName } from '../../service/people/person.ts';
import { may } from '../../service/policy.ts';
import type { Card } from '../../ui/card.ts';
import { formatExactly, formatWhen } from '../../ui/formats.ts';
import { audit as say } from '../../ui/sentences/account.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { buttonTo } from '../buttons.ts';
import { choice } from '../choice-inputs.ts';
import { type Call, command } from '../command.ts';
import { toCsv } from '../csv/write.ts';
import { day, hidden, optionalPerson } from '../inputs.ts';
import { readDay } from '../line/day.ts';
import { eventDetails, eventTitle } from '../people/audit-words.ts';

export default command({
  verb: 'audit',
  group: 'school',
  order: 10,
  label: 'Read audit trail',
  usage: 'audit [person] [since]',
  summary: 'Read who did what, when and why',
  examples: ['audit', 'audit ben@school.example', 'audit since:7d', 'audit since:2026-09-01 as:csv'],
  may: 'audit.read',
  inputs: {
    person: optionalPerson({ label: 'Person', hint: 'What they did, and what was done to them.' }),
    since: day({ label: 'Since', hint: '2026-09-01, yesterday, or 7d for the last 7 days.', line: 'word' }),
    as: choice({ label: 'As', options: { csv: 'CSV file' } }),
    before: hidden(z.number().int().positive()),
  },
  title: 'Read the audit trail',
  submit: 'Read',
  // In `audit 7d` the only word is a day, in `audit ben` a person.
  fromLine: ({ words, keys }) => {
    const last = words.at(-1)?.text ?? '';
    const isDay = keys.since === undefined && readDay(last) !== undefined;
    const name = (isDay ? words.slice(0, -1) : words).map((w) => w.text).join(' ');
    return { ...(name && { person: name }), ...(isDay && { since: last }), ...keys };
  },
  inPlace: ({ before }) => before !== undefined,
  run: async (call, { person, since, as, before }) => {
    const from = since?.(call.now, call.known.centre.timeZone);
    const filter: AuditFilter = { ...(person && { userId: person.id }), ...(from && { since: from }) };
    if (as === 'csv') return asFile(call, filter);
    const { events, next } = await readAudit(call.ctx, { filter: { ...filter, ...(before && { before }) } });
    const input = { ...(person && { person: `id:${person.id}` }), ...(from && { since: from.toISOString() }) };
    const again = (label: string, more: JsonObject = {}) =>
      buttonTo(call, 'audit', { label, input: { ...input, ...more } });
    return {
      title: person ? say.of(fullName(person)) : say.title,
      ...(events.length === 0 && { text: [say.empty] }),
      rows: events.map((e) => row(call, e)),
      buttons: [...(next ? again(talk.next, { before: next }) : []), ...(before ? again(talk.first) : [])],
      more: may(call.ctx.actor, 'audit.export') ? again(talk.asCsv, { as: 'csv' }) : [],
    };
  },
});

function row(call: Call, e: AuditRow) {
  return {
    title: eventTitle(e),
    state: formatWhen(e.at, call.now, call.known.centre.timeZone),
    ...(eventDetails(e) && { detail: eventDetails(e) }),
  };
}

async function asFile(call: Call, filter: AuditFilter): Promise<Card> {
  const events = await exportAudit(call.ctx, { filter });
  const { timeZone } = call.known.centre;
  const columns = [
    'when',
    'what',
    'outcome',
    'who',
    'who (id)',
    'to whom',
    'to whom (id)',
    'from',
    'why',
    'details',
    'flow',
  ];
  const content = toCsv(
    columns,
    events.map((e) => [
      formatExactly(e.at, timeZone),
      e.action,
      e.outcome,
      e.actor ?? '',
      e.actorId ?? '',
      e.target ?? '',
      e.targetId ?? '',
      e.platform ?? '',
      e.reason ?? '',
      JSON.stringify(e.details),
      e.correlationId,
    ]),
  );
  return {
    title: say.exported(events.length),
    files: [{ name: `audit-${dayIn(call.now, timeZone)}.csv`, type: 'text/csv', content }],
  };
}
