import { processorOf } from '../chats/process.ts';
import { atPace, inTurn, noTimes, poster, type Receiver, type Times } from '../chats/slack-load.ts';
import { dialogs, show } from '../chats/slack-payloads.ts';
import { type Sides, startSides } from '../chats/slack-sides.ts';
import { median, quantile } from '../measure.ts';
import type { Bench, Measured } from './row.ts';

const rounds = 5;
/** Payloads of a round: enough for half a second or so. */
const busy = { ours: 600, bare: 5_000 };
const single = 150;
/** Until the program runs as code that was compiled. */
const warmUpMs = 5_000;
/** Of each dialog and round; people press when they like, so many a second. */
const sent = 100;
const pace = 50;

const bare = 'a bare HTTP server';
const ofDialogs = {
  unit: 'ms',
  limit: 'a bolt app that only acknowledges',
  ratio: 2,
  from: 'no person tells it from what acknowledges at once',
} as const;

/** Slack's payloads to `npm start`, signed and over HTTP, from the moment one is sent until its answer is with Slack. */
export const slack: Bench = {
  rows: [
    {
      key: 'slack-show',
      figure: 'Slack show, payload → answer, 32 at once',
      unit: '/s',
      limit: bare,
      goal: 2_400,
      ratio: 15_620 / 2_400,
      from: 'more than the Chat SDK, 2,298/s',
    },
    {
      key: 'slack-show-processor',
      figure: 'the same, processor of the program',
      unit: 'ms',
      limit: bare,
      goal: 0.5,
      from: 'what 2,400/s leaves of the processor to others',
    },
    {
      key: 'slack-show-single',
      figure: 'the same, one at a time, p50',
      unit: 'ms',
      limit: bare,
      goal: 1,
      ratio: 1 / 0.16,
      from: 'near the Chat SDK’s 0.70 ms',
    },
    { ...ofDialogs, key: 'slack-dialogs-busy', figure: 'dialogs in Slack, 16 at once: ack p99' },
    { ...ofDialogs, key: 'slack-dialogs-steady', figure: `dialogs in Slack, ${pace} a second: ack p99` },
  ],
  async measure(wanted, say) {
    say('Slack: npm start, bolt and a bare server');
    const sides = await startSides();
    const any = (what: string) => [...wanted].some((key) => key.startsWith(what));
    try {
      return [
        ...(any('slack-show') ? await showing(sides, say) : []),
        ...(any('slack-dialogs') ? await inDialogs(sides, say) : []),
      ].filter(({ key }) => wanted.has(key));
    } finally {
      await sides.stop();
    }
  },
};

async function showing({ ours, http }: Sides, say: (line: string) => void): Promise<Measured[]> {
  say('Slack: show');
  const kind = show(ours.slack);
  const [rate, processor, one] = [noFigures(), noFigures(), noFigures()];
  await inTurn(ours, kind, 4 * busy.ours, 32, warmUpMs);
  await inTurn(http, kind, busy.bare, 32);
  for (let round = 0; round < rounds; round += 1) {
    for (const side of ['ours', 'bare'] as const) {
      const [to, count] = [side === 'ours' ? ours : http, busy[side]];
      const before = processorOf(to.pid);
      const { ms, answers } = await inTurn(to, kind, count, 32);
      rate[side].push((answers.length * 1_000) / ms);
      // With those that only open the connections.
      processor[side].push((processorOf(to.pid) - before) / (answers.length + 32));
      one[side].push(median((await inTurn(to, kind, single, 1)).answers));
    }
  }
  return [
    { key: 'slack-show', ...middle(rate), processor: median(processor.ours) },
    { key: 'slack-show-processor', ...middle(processor) },
    { key: 'slack-show-single', ...middle(one) },
  ];
}

interface Figures {
  ours: number[];
  bare: number[];
}

const noFigures = (): Figures => ({ ours: [], bare: [] });

const middle = ({ ours, bare }: Figures) => ({ ours: median(ours), limit: median(bare) });

/** The slowest hundredth over all rounds, of the dialog that is furthest behind. */
async function inDialogs({ ours, bolt }: Sides, say: (line: string) => void): Promise<Measured[]> {
  say('Slack: dialogs');
  const found: (Measured & { limit: number })[] = [];
  for (const kind of await dialogs(ours.slack, poster(ours))) {
    const manners: Record<string, (to: Receiver) => Promise<Times>> = {
      'slack-dialogs-busy': (to) => inTurn(to, kind, 3 * sent, 16),
      'slack-dialogs-steady': (to) => atPace(to, kind, Array.from({ length: sent }, somePause)),
    };
    for (const to of [ours, bolt]) await inTurn(to, kind, 6 * sent, 16, warmUpMs);
    for (const [key, run] of Object.entries(manners)) {
      const times = { ours: noTimes(), bolt: noTimes() };
      for (let round = 0; round < 3; round += 1) {
        times.ours.acks.push(...(await run(ours)).acks);
        times.bolt.acks.push(...(await run(bolt)).acks);
      }
      const p99 = (of: Times) => quantile(of.acks, 0.99);
      found.push({ key, ours: p99(times.ours), limit: p99(times.bolt), note: kind.what });
    }
  }
  const furthest = (key: string) =>
    found.filter((each) => each.key === key).sort((a, b) => b.ours / b.limit - a.ours / a.limit)[0];
  return ['slack-dialogs-busy', 'slack-dialogs-steady'].flatMap((key) => furthest(key) ?? []);
}

/** The gaps of a Poisson process: people don't press every 20 ms. */
const somePause = () => (-Math.log(1 - Math.random()) * 1_000) / pace;
