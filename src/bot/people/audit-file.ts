import type { SealedEvent } from '../../service/audit/hash.ts';
import type { AuditRow } from '../../service/audit/read.ts';
import { formatExactly } from '../../ui/formats.ts';
import { recordsOf } from '../csv/records.ts';
import { toCsv, unguarded } from '../csv/write.ts';

/** The trail as a file: for people to read, and for anyone to check (docs/trail.md). */

interface Column {
  name: string;
  /** What of an event's seal it shows. Without: it is for reading, and no hash covers it. */
  of?: keyof SealedEvent;
  cell: (e: AuditRow, timeZone: string) => string | null;
}

const sealed = (name: string, of: keyof SealedEvent): Column => ({ name, of, cell: (e) => e.sealed[of] });

const columns: Column[] = [
  { name: 'when', cell: (e, timeZone) => formatExactly(e.at, timeZone) },
  sealed('what', 'action'),
  sealed('outcome', 'outcome'),
  { name: 'who', cell: (e) => e.actor },
  sealed('who (id)', 'actor'),
  { name: 'to whom', cell: (e) => e.target },
  sealed('to whom (id)', 'target'),
  { name: 'from', cell: (e) => e.platform },
  sealed('from (id)', 'workspace'),
  sealed('why', 'reason'),
  sealed('details', 'details'),
  sealed('flow', 'flow'),
  sealed('school', 'centre'),
  sealed('event', 'event'),
  sealed('time (UTC)', 'at'),
  sealed('added (UTC)', 'addedAt'),
  sealed('why (hash)', 'reasonHash'),
  sealed('why (salt)', 'reasonSalt'),
  sealed('place', 'place'),
  sealed('hash before', 'previous'),
  sealed('hash', 'hash'),
];

export const auditCsv = (events: AuditRow[], timeZone: string): Promise<string> =>
  toCsv(
    columns.map(({ name }) => name),
    events,
    (e) => columns.map(({ cell }) => cell(e, timeZone) ?? ''),
  );

/**
 * What a file of {@link auditCsv} holds, by its columns' names, in the order of the trail.
 *
 * @returns undefined for another file; how many of its events were not sealed yet
 */
export function readAuditCsv(content: string): { events: SealedEvent[]; unsealed: number } | undefined {
  const [head = [], ...rows] = recordsOf(content, ',');
  const at = new Map(columns.map(({ name, of }) => [of, head.indexOf(name)]));
  if (columns.some(({ of }) => of && at.get(of) === -1)) return undefined;
  const events = rows
    .filter((cells) => cells.length === head.length)
    .map((cells) => {
      const cell = (of: keyof SealedEvent) => unguarded(cells[at.get(of) ?? -1] ?? '');
      return {
        centre: cell('centre'),
        place: Number(cell('place')),
        previous: cell('previous'),
        hash: cell('hash'),
        event: cell('event'),
        at: cell('at'),
        addedAt: cell('addedAt'),
        action: cell('action'),
        outcome: cell('outcome'),
        actor: cell('actor'),
        workspace: cell('workspace'),
        target: cell('target'),
        flow: cell('flow'),
        details: cell('details'),
        reason: cell('reason') || null,
        reasonHash: cell('reasonHash'),
        reasonSalt: cell('reasonSalt'),
      };
    });
  const isSealed = (e: SealedEvent) => e.hash !== '';
  return {
    events: events.filter(isSealed).sort((a, b) => a.place - b.place),
    unsealed: events.filter((e) => !isSealed(e)).length,
  };
}
