/** `/s` is better when it is more, all others when they are less. */
type Unit = '/s' | 'ms' | 's' | 'MB';

/** A figure with a goal. */
export interface Row {
  /** What `npm run bench -- …` picks it by. */
  key: string;
  figure: string;
  unit: Unit;
  /** What it costs without Staffroom, on this machine and in the same run: how fast the machine is. */
  limit: string;
  /** The figure that is wanted, in the row's unit; nothing where the ratio alone counts. */
  goal?: number;
  /** Where the goal's number is from. */
  from: string;
  /** How many times worse than the limit it may be: on a slower machine than the goal was set for this counts. */
  ratio?: number;
}

export interface Measured {
  key: string;
  ours: number;
  /** Nothing where there is no such thing. */
  limit?: number;
  /** Milliseconds of processor that the program took for each, without the database's. */
  processor?: number;
  /** What else is to be known: at which name it was, what a peer does in the same run. */
  note?: string;
}

/** Rows that are measured together, because they share what it takes. */
export interface Bench {
  rows: Row[];
  /** @param wanted the keys of those that are to be measured, at least one */
  measure(wanted: Set<string>, say: (line: string) => void): Promise<Measured[]>;
}

const figures = (n: number) =>
  n >= 100 ? Math.round(n).toLocaleString('en-GB') : n >= 10 ? n.toFixed(0) : n.toFixed(2);

const inUnit = (n: number, unit: Unit) => `${figures(n)}${unit === '/s' ? unit : ` ${unit}`}`;

/** How many times worse than the limit. */
const behind = (n: number, limit: number, unit: Unit) => (unit === '/s' ? limit / n : n / limit);

const legend =
  'behind: how many times worse than the limit. As a ratio: the machine is slower than the one the goal was set for, and the ratio is within it. Processor: of the program for each, without the database’s.';

/** One Markdown table of what was measured, in the order of the rows. */
export function table(rows: Row[], measured: Measured[]): string {
  const head = ['figure', 'limit', 'Staffroom', 'behind', 'goal', 'reached', 'processor', ''];
  const lines = rows.flatMap((row) => {
    const found = measured.find(({ key }) => key === row.key);
    return found ? [cells(row, found)] : [];
  });
  const widths = head.map((_, i) => Math.max(...[head, ...lines].map((line) => (line[i] ?? '').length)));
  const line = (cells: string[]) => `| ${cells.map((c, i) => c.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((w) => '-'.repeat(w + 2)).join('|')}|`, ...lines.map(line), '', legend].join('\n');
}

function cells({ figure, unit, limit: what, goal, ratio: most }: Row, { ours, limit, processor, note }: Measured) {
  const ratio = limit === undefined ? undefined : behind(ours, limit, unit);
  const goals = [
    ...(goal === undefined ? [] : [`${unit === '/s' ? '≥' : '≤'} ${inUnit(goal, unit)}`]),
    ...(most === undefined ? [] : [`≤ ${most.toFixed(1)}×`]),
  ];
  const inRatio = ratio !== undefined && most !== undefined && ratio <= most;
  const absolute = goal === undefined ? inRatio : unit === '/s' ? ours >= goal : ours <= goal;
  return [
    figure,
    limit === undefined ? '–' : `${inUnit(limit, unit)}, ${what}`,
    inUnit(ours, unit),
    ratio === undefined ? '–' : `${ratio.toFixed(1)}×`,
    goals.join(', '),
    absolute ? 'yes' : inRatio ? 'as a ratio' : 'no',
    processor === undefined ? '' : `${processor.toFixed(2)} ms`,
    note ?? '',
  ];
}
