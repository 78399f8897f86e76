import { quantile } from './measure.ts';
import { atPace, inTurn, noTimes, poster, type Receiver, type Times } from './slack-load.ts';
import { type Kind, kinds } from './slack-payloads.ts';
import { startSides } from './slack-sides.ts';

const rounds = 6;
const atOnce = 16;
/** Payloads a second, far below what the program can answer. */
const pace = 50;
/** Payloads of a kind and round: enough for half a second or so. */
const busy = { ours: 120, bare: 600 };
const steady = 60;
/** Payloads of a kind that come first and count nothing. */
const warmUp = 400;

type Manner = 'busy' | 'steady';
type Measured = Record<Manner, { ours: Times; bare: Times }>;

const nothing = (): Measured => ({
  busy: { ours: noTimes(), bare: noTimes() },
  steady: { ours: noTimes(), bare: noTimes() },
});

/**
 * Slack's payloads to `npm start`, signed and over HTTP, beside a bolt app that only acknowledges them. Goal: the
 * slowest hundredth of the acknowledgements takes no longer than twice the bare app's.
 *
 * @returns one Markdown table
 */
export async function slackTalking(): Promise<string> {
  const sides = await startSides();
  try {
    const all = await kinds(sides.ours.slack, poster(sides.ours));
    const measured = new Map<Kind, Measured>(all.map((kind) => [kind, nothing()]));
    // In turns, so that whatever else the machine does meets all of them alike; the first round only warms up.
    for (let round = 0; round <= rounds; round += 1) {
      const pauses = Array.from({ length: steady }, somePause);
      for (const [kind, times] of measured) {
        for (const side of ['ours', 'bare'] as const) {
          const to: Receiver = sides[side];
          const inBusy = await inTurn(to, kind, round === 0 ? warmUp : busy[side], atOnce);
          const inSteady = await atPace(to, kind, pauses);
          if (round === 0) continue;
          add(times.busy[side], inBusy);
          add(times.steady[side], inSteady);
        }
      }
    }
    return table(measured);
  } finally {
    await sides.stop();
  }
}

/** People press when they like, not every 20 ms: the gaps of a Poisson process. */
const somePause = () => (-Math.log(1 - Math.random()) * 1_000) / pace;

function add(to: Times, more: Times): void {
  to.acks.push(...more.acks);
  to.answers.push(...more.answers);
  to.ms += more.ms;
  to.late += more.late;
}

const goal = 2;

function table(measured: Map<Kind, Measured>): string {
  const head = [
    'Slack',
    'answers/s',
    'answer p50',
    'late',
    'ack p50',
    'ack p99',
    'bare acks/s',
    'p50',
    'p99',
    'p99 ratio',
  ];
  const rows = (['busy', 'steady'] as const).flatMap((manner) =>
    [...measured].map(([kind, times]) => {
      const { ours, bare } = times[manner];
      const perSecond = ({ acks, ms }: Times) => (manner === 'busy' ? ((acks.length * 1_000) / ms).toFixed(0) : '');
      const ratio = quantile(ours.acks, 0.99) / quantile(bare.acks, 0.99);
      return [
        `${kind.what}, ${manner === 'busy' ? `${atOnce} at once` : `${pace}/s`}`,
        perSecond(ours),
        quantile(ours.answers, 0.5).toFixed(2),
        String(ours.late),
        quantile(ours.acks, 0.5).toFixed(2),
        quantile(ours.acks, 0.99).toFixed(2),
        perSecond(bare),
        quantile(bare.acks, 0.5).toFixed(2),
        quantile(bare.acks, 0.99).toFixed(2),
        `${ratio.toFixed(1)}× ${ratio <= goal ? 'within the goal' : 'over the goal'}`,
      ];
    }),
  );
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => (row[i] ?? '').length)));
  const line = (cells: string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((w) => '-'.repeat(w + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}
