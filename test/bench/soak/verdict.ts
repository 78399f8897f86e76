import { median } from '../measure.ts';

/** What the program held at one moment: bytes, and how many. */
export type Sample = Record<'heapUsed' | 'rss' | 'external' | 'handles' | 'files' | 'connections', number>;

/** By how much each may have grown over the second half, in its unit, before that is no longer called level. */
const slack: { of: keyof Sample; unit: number; name: string; allowed: number }[] = [
  { of: 'heapUsed', name: 'heap after collection, MB', unit: 1 << 20, allowed: 3 },
  { of: 'external', name: 'outside of the heap, MB', unit: 1 << 20, allowed: 3 },
  { of: 'rss', name: 'resident, MB', unit: 1 << 20, allowed: 15 },
  { of: 'handles', name: 'handles', unit: 1, allowed: 5 },
  { of: 'files', name: 'open files and sockets', unit: 1, allowed: 5 },
  { of: 'connections', name: 'connections to the database', unit: 1, allowed: 3 },
];

/** Of each measure whether it is level: the line that fits the second half of the samples best rises by little. */
export function verdicts(samples: Sample[]): { line: string; isLevel: boolean }[] {
  const half = samples.slice(Math.floor(samples.length / 2));
  return slack.map(({ of, name, unit, allowed }) => {
    const values = (part: Sample[]) => part.map((sample) => sample[of] / unit);
    const rise = slope(values(half)) * half.length;
    const isLevel = rise <= allowed;
    const [first, last] = [median(values(samples.slice(0, 12))), median(values(samples.slice(-12)))];
    const most = Math.max(...values(samples));
    const line = `${name}: ${first.toFixed(1)} in the first minute, ${last.toFixed(1)} in the last, ${most.toFixed(1)} at most; rises by ${rise.toFixed(1)} in the second half: ${isLevel ? 'level' : 'NOT LEVEL'}`;
    return { line, isLevel };
  });
}

/** Of the line that fits best, by least squares: how much is added from one value to the next. */
function slope(values: number[]): number {
  const [x, y] = [(values.length - 1) / 2, values.reduce((sum, value) => sum + value, 0) / values.length];
  let [above, below] = [0, 0];
  for (const [i, value] of values.entries()) {
    above += (i - x) * (value - y);
    below += (i - x) ** 2;
  }
  return below === 0 ? 0 : above / below;
}
