/**
 * What a set becomes when someone ticks and unticks in it while others may do the same: only what they changed of what
 * they saw is changed.
 *
 * @param now what there is
 * @param seen what they saw; nothing where they named the whole set
 * @param chosen what they sent back
 */
export function mergeSet<T>(now: T[], seen: T[] | undefined, chosen: T[]): T[] {
  const before = seen ?? now;
  return [
    ...now.filter((x) => chosen.includes(x) || !before.includes(x)),
    ...chosen.filter((x) => !now.includes(x) && !(seen ?? []).includes(x)),
  ];
}
