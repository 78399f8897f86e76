/** Days by the calendar, in someone's time zone. */

/** Making one takes a tenth of a millisecond; there are no more time zones than a few hundred. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-09-03`: sorts, and compares by day. */
export function dayIn(at: Date, timeZone: string): string {
  const kept =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone });
  formats.set(timeZone, kept);
  return kept.format(at);
}

/** The day before, by the calendar: a day may have 23 or 25 hours. */
export const dayBefore = (iso: string) =>
  new Date(Date.parse(`${iso}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
