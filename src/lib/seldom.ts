/**
 * For what anyone can set off, and as often as they like: so it fills no log.
 *
 * @param everyMs how long nothing more is said of the same, in milliseconds
 * @returns whether it is time to say this, which is kept: one of a few fixed sentences
 */
export function seldom(everyMs = 60_000): (what: string) => boolean {
  const last = new Map<string, number>();
  return (what) => {
    const now = performance.now();
    if ((last.get(what) ?? Number.NEGATIVE_INFINITY) + everyMs > now) return false;
    last.set(what, now);
    return true;
  };
}
