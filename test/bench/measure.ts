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
 * @param rounds how often each is timed, after a tenth as many that don't count
 */
export async function inTurns<K extends string>(
  ways: Record<K, () => Promise<unknown>>,
  rounds: number,
): Promise<Record<K, number[]>> {
  const names = Object.keys(ways) as K[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  const warmUp = Math.ceil(rounds / 10);
  for (let i = 0; i < rounds + warmUp; i += 1) {
    for (const name of names) {
      const ms = await timed(ways[name]);
      if (i >= warmUp) times[name].push(ms);
    }
  }
  return times;
}

export interface Result {
  what: string;
  ours: number;
  p99?: number;
  /** What it is held against, and how long that took in the same run. */
  against: string;
  theirs: number;
}

const ms = (n: number) => (n < 10 ? n.toFixed(2) : n.toFixed(0));

/** One Markdown table of all. */
export function table(results: Result[]): string {
  const rows = results.map((r) => [
    r.what,
    ms(r.ours),
    r.p99 === undefined ? '' : ms(r.p99),
    r.against,
    ms(r.theirs),
    `${(r.ours / r.theirs).toFixed(1)}×`,
  ]);
  const lines = [['what', 'median, ms', 'p99, ms', 'against', 'its median, ms', 'ratio'], ...rows];
  const widths = (lines[0] ?? []).map((_, i) => Math.max(...lines.map((l) => (l[i] ?? '').length)));
  const line = (cells: string[]) => `| ${cells.map((c, i) => c.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = lines;
  return [line(head), `|${widths.map((w) => '-'.repeat(w + 2)).join('|')}|`, ...body.map(line)].join('\n');
}
