/** Milliseconds that one call took. */
export async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** @param q between 0 and 1 */
export function quantile(times: number[], q: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

export const median = (times: number[]) => quantile(times, 0.5);

/**
 * Times several ways to the same end in turns, so that whatever else the machine does meets them alike.
 *
 * @param rounds how often each is timed, after a tenth as many that don't count; fewer where that takes longer than `mostMs`
 */
export async function inTurns<K extends string>(
  ways: Record<K, () => Promise<unknown>>,
  rounds: number,
  mostMs = 10_000,
): Promise<Record<K, number[]>> {
  const names = Object.keys(ways) as K[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  const warmUp = Math.ceil(rounds / 10);
  const begin = performance.now();
  for (let i = 0; i < rounds + warmUp; i += 1) {
    if (i > warmUp && performance.now() - begin > mostMs) break;
    for (const name of names) {
      const ms = await timed(ways[name]);
      if (i >= warmUp) times[name].push(ms);
    }
  }
  return times;
}
