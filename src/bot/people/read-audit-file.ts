import { isTimeZone } from '../../lib/time.ts';
import type { SealedEvent } from '../../service/audit/hash.ts';
import { BadRecord, recordsOf } from '../tables/records.ts';
import { unguarded } from '../tables/write.ts';
import { columns, shownTime, zoneColumn } from './audit-file.ts';

interface ReadTrail {
  /** Those that are sealed, in the order of the trail. */
  events: SealedEvent[];
  /** How many were not sealed yet. */
  unsealed: number;
  /** Rows, from 1, that are no event. */
  otherRows: number[];
  /** The row from which on it can't be read. */
  brokenAt?: number;
  /** Whether it says by which time zone `when` is: files of before do not. */
  hasZone: boolean;
  /** Events of which `when` is not what was sealed. */
  shownOtherwise: SealedEvent[];
}

/** The program exports no cell that is longer. */
const maxCell = 200_000;

/**
 * What a file of the trail holds, by its columns' names. Whatever stands in it is read or said, and stops nothing.
 *
 * @returns undefined for another file
 */
export function readAuditCsv(content: string): ReadTrail | undefined {
  const { rows, brokenAt } = readRows(content);
  const [head = [], ...others] = rows;
  const at = new Map(columns.map(({ name, of }) => [of, head.indexOf(name)]));
  if (columns.some(({ of }) => of && at.get(of) === -1)) return undefined;
  // People would read the one, and the other would be checked.
  if (columns.some(({ name }) => head.indexOf(name) !== head.lastIndexOf(name))) return undefined;
  const [shownAt, zoneAt] = [head.indexOf('when'), head.indexOf(zoneColumn)];
  const zone = others[0]?.[zoneAt] ?? '';
  const isZone = isTimeZone(zone);
  const read: ReadTrail = {
    events: [],
    unsealed: 0,
    otherRows: [],
    hasZone: zoneAt !== -1,
    shownOtherwise: [],
    ...(brokenAt !== undefined && { brokenAt }),
  };
  for (const [i, cells] of others.entries()) {
    if (cells.length === 1 && cells[0] === '') continue;
    const event = eventOf((of) => unguarded(cells[at.get(of) ?? -1] ?? ''));
    const isSealed = event.hash !== '' || event.previous !== '' || !Number.isNaN(event.place);
    if (cells.length !== head.length || (isSealed && !Number.isSafeInteger(event.place))) read.otherRows.push(i + 2);
    else if (!isSealed) read.unsealed++;
    else {
      read.events.push(event);
      const isShown = isZone && cells[zoneAt] === zone && cells[shownAt] === shownTime(event.at, zone);
      if (read.hasZone && !isShown) read.shownOtherwise.push(event);
    }
  }
  read.events.sort((a, b) => a.place - b.place);
  return read;
}

function readRows(content: string): { rows: string[][]; brokenAt?: number } {
  const rows: string[][] = [];
  try {
    for (const cells of recordsOf(content, ',', maxCell)) rows.push(cells);
  } catch (error) {
    if (!(error instanceof BadRecord)) throw error;
    return { rows, brokenAt: error.line };
  }
  return { rows };
}

function eventOf(cell: (of: keyof SealedEvent) => string): SealedEvent {
  const place = cell('place');
  return {
    centre: cell('centre'),
    // Nothing but digits: `0x3` would be hashed as 3.
    place: place === '' ? Number.NaN : /^[1-9]\d*$/.test(place) ? Number(place) : Number.POSITIVE_INFINITY,
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
}
