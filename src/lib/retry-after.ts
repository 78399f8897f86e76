/** What a server asks for may be longer than any timer holds. */
const maxMs = 24 * 3_600_000;

/**
 * How long a server asks to be let be by its `Retry-After`, which is seconds or a date.
 *
 * @param now in milliseconds since 1970
 * @returns milliseconds, a day at most; nothing where it does not say
 */
export function retryAfterMs(said: string | null | undefined, now: number): number | undefined {
  const text = said?.trim();
  if (!text) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), maxMs);
}
