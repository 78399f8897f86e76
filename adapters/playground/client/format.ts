/** Times by the school's clock, as the cards have them: two clocks on a page would be one too many. */
const timeZone = document.body.dataset.zone || undefined;
const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone, ...options });

const day = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const time = format({ hour: '2-digit', minute: '2-digit' });
const short = format({ day: 'numeric', month: 'short' });
const exact = format({ dateStyle: 'full', timeStyle: 'medium' });

export const clockTime = (at: string) => time.format(new Date(at));
export const exactTime = (at: string) => exact.format(new Date(at));

const dayMs = 86_400_000;
const isDay = (date: Date, daysAgo: number): boolean =>
  day.format(date) === day.format(new Date(Date.now() - daysAgo * dayMs));

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
