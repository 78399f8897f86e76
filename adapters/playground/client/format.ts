const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const short = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'medium' });

export const clockTime = (at: string) => time.format(new Date(at));
export const exactTime = (at: string) => exact.format(new Date(at));

function isDay(date: Date, daysAgo: number): boolean {
  const other = new Date();
  other.setDate(other.getDate() - daysAgo);
  return date.toDateString() === other.toDateString();
}

/** The words between the messages of one day and the next. */
export function dayName(at: string): string {
  const date = new Date(at);
  if (isDay(date, 0)) return 'Today';
  return isDay(date, 1) ? 'Yesterday' : day.format(date);
}

/** A time today, else a date. */
export function shortTime(at: string): string {
  const date = new Date(at);
  return isDay(date, 0) ? time.format(date) : short.format(date);
}

export function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
