import { momentOf, type SealedEvent } from '../../service/audit/hash.ts';
import type { AuditRow } from '../../service/audit/read.ts';
import { formatExactly } from '../../ui/formats.ts';
import { toCsv } from '../tables/write.ts';

/** The trail as a file: for people to read, and for anyone to check (docs/trail.md). */

interface Column {
  name: string;
  /** What of an event's seal it shows. Without: it is for reading, and no hash covers it. */
  of?: keyof SealedEvent;
  cell: (e: AuditRow, timeZone: string) => string | null;
}

const sealed = (name: string, of: keyof SealedEvent): Column => ({ name, of, cell: (e) => e.sealed[of] });

/** By which `when` is, so that it can be compared with what was sealed. */
export const zoneColumn = 'when (time zone)';

/** A moment as people read it; what is none as it is. */
export function shownTime(at: string, timeZone: string): string {
  const moment = momentOf(at);
  return Number.isNaN(moment) ? at : formatExactly(new Date(moment), timeZone);
}

export const columns: Column[] = [
  { name: 'when', cell: (e, timeZone) => shownTime(e.sealed.at, timeZone) },
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
  { name: zoneColumn, cell: (_, timeZone) => timeZone },
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
