import { quantile } from './measure.ts';
import { atPace, inTurn, noTimes, type Receiver, type Times } from './teams-load.ts';
import { type Kind, kinds } from './teams-payloads.ts';
import { startSides } from './teams-sides.ts';

const rounds = 4;
const atOnce = 16;
/** Activities a second, below what the program can answer. */
const paces = [20, 50];
/** Activities of a kind and round: enough for half a second or so. */
const busy = { ours: 120, bare: 300 };
/** How long each pace is kept in a round, in seconds. */
const steadyFor = 1.2;
/** Activities of a kind that come first and count nothing. */
const warmUp = 300;

const manners = ['busy', ...paces] as const;
type Manner = (typeof manners)[number];
type Both = { ours: Times; bare: Times };
type Measured = Map<Manner, Both>;

/**
 * Teams' activities to `npm start`, signed and over HTTP, beside a bare teams-ai bot that answers “ok” to each: from the
 * moment an activity is sent to the moment its answer is with Teams.
 *
 * @returns one Markdown table
 */
export async function teamsTalking(): Promise<string> {
  const sides = await startSides();
  const { teams, port } = sides;
  const receivers: Record<keyof Both, Receiver> = {
    ours: { teams, port: port.ours },
    bare: { teams, port: port.bare, answers: 'ok' },
  };
  try {
    const measured = new Map<Kind, Measured>((await kinds(sides)).map((kind) => [kind, nothing()]));
    // In turns, so that whatever else the machine does meets all of them alike; the first round only warms up.
    for (let round = 0; round <= rounds; round += 1) {
      for (const [kind, times] of measured) {
        for (const manner of round === 0 ? (['busy'] as const) : manners) {
          const pauses = manner === 'busy' ? [] : pausesOf(manner);
          for (const side of ['ours', 'bare'] as const) {
            const count = round === 0 ? warmUp : busy[side];
            const to = receivers[side];
            const more = await (manner === 'busy' ? inTurn(to, kind, count, atOnce) : atPace(to, kind, pauses));
            if (round > 0) add(times.get(manner)?.[side], more);
          }
        }
      }
    }
    return table(measured);
  } finally {
    await sides.stop();
  }
}

const nothing = (): Measured => new Map(manners.map((manner) => [manner, { ours: noTimes(), bare: noTimes() }]));

/** People press when they like, not every 20 ms: the gaps of a Poisson process. */
const pausesOf = (pace: number): number[] =>
  Array.from({ length: pace * steadyFor }, () => (-Math.log(1 - Math.random()) * 1_000) / pace);

function add(to: Times | undefined, more: Times): void {
  if (!to) return;
  to.answers.push(...more.answers);
  to.ms += more.ms;
  to.late += more.late;
}

function table(measured: Map<Kind, Measured>): string {
  const head = ['Teams', 'answers/s', 'p50', 'p99', 'late', 'bare answers/s', 'p50', 'p99', 'p50 ratio', 'p99 ratio'];
  const rows = manners.flatMap((manner) =>
    [...measured].map(([kind, times]) => {
      const { ours, bare } = times.get(manner) ?? { ours: noTimes(), bare: noTimes() };
      const perSecond = ({ answers, ms }: Times) =>
        manner === 'busy' ? ((answers.length * 1_000) / ms).toFixed(0) : '';
      const cells = (side: Times) => [0.5, 0.99].map((q) => quantile(side.answers, q).toFixed(2));
      const ratio = (q: number) => `${(quantile(ours.answers, q) / quantile(bare.answers, q)).toFixed(1)}×`;
      return [
        `${kind.what}, ${manner === 'busy' ? `${atOnce} at once` : `${manner}/s`}`,
        perSecond(ours),
        ...cells(ours),
        String(ours.late),
        perSecond(bare),
        ...cells(bare),
        ratio(0.5),
        ratio(0.99),
      ];
    }),
  );
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => (row[i] ?? '').length)));
  const line = (cells: string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((w) => '-'.repeat(w + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}
