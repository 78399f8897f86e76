import { dayIn } from '../../lib/time.ts';
import { momentOf } from '../../service/audit/hash.ts';
import type { AuditRow, Housekeeping } from '../../service/audit/read.ts';
import type { Row } from '../../ui/card.ts';
import { formatClock, formatDiaryDay } from '../../ui/formats.ts';
import { audit as say } from '../../ui/sentences/account.ts';
import type { Call } from '../command.ts';
import { actDone, eventDetails, eventTitle } from './audit-words.ts';

/** The trail as a diary: day by day, the newest first, what people did; at the end of a day what the program did, in one line. */
export function diary(call: Call, events: AuditRow[], housekeeping: Housekeeping[]): Row[] {
  const { timeZone } = call.known.centre;
  const days = new Map<string, { rows: Row[]; own: Housekeeping[] }>();
  const dayOf = (at: Date) => {
    const day = dayIn(at, timeZone);
    const known = days.get(day) ?? { rows: [], own: [] };
    days.set(day, known);
    return known;
  };
  let last = events.map(({ at }) => at).find(isMoment) ?? call.now;
  for (const event of events) {
    const said = { title: eventTitle(event), detail: eventDetails(event) };
    // Of a time that was put there past the program no day can be told: it stands where it was written down.
    const isKnown = !Number.isNaN(momentOf(event.sealed.at));
    if (isKnown) last = event.at;
    const when = isKnown ? { columns: [formatClock(event.at, timeZone)] } : { state: event.sealed.at };
    dayOf(last).rows.push({ ...said, ...when });
  }
  for (const each of housekeeping) if (isMoment(each.at)) dayOf(each.at).own.push(each);
  return [...days]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .flatMap(([day, { rows, own }]) => {
      const under = formatDiaryDay(startOf(day), startOf(dayIn(call.now, timeZone)), 'UTC');
      return [...rows, ...folded(own)].map((row) => ({ under, ...row }));
    });
}

const isMoment = (at: Date) => !Number.isNaN(at.getTime());

/** A day by itself, as a moment that any calendar tells the same. */
const startOf = (day: string) => new Date(`${day}T00:00:00Z`);

function folded(own: Housekeeping[]): Row[] {
  const sites = new Set(own.filter(({ action, site }) => action === 'settings.change' && site).map(({ site }) => site));
  const others = own.filter(({ action, site }) => action !== 'settings.change' || !site);
  const acts = [...new Set(others.map(({ action }) => action))];
  const said = [
    ...(sites.size > 0 ? [say.setUpSites(sites.size)] : []),
    ...acts.map((act) => say.times(actDone(act), others.filter(({ action }) => action === act).length)),
  ];
  return said.length > 0 ? [{ title: say.housekeeping, detail: said.join(' · ') }] : [];
}
