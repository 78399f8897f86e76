import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { HttpClient } from '../lib/http-client.ts';
import { howLong } from '../ui/formats.ts';

/** Whom this machine's clock is compared with: whose time it is, and an address of theirs that answers anyone. */
export interface TimeSource {
  name: string;
  url: string;
}

/** From how far off it is said, in milliseconds. At five minutes Slack's requests are refused, and tokens of Teams. */
export const maxOffMs = 60_000;
/** How often it is looked at, in milliseconds. */
const everyMs = 60_000;
const timeoutMs = 5_000;

/**
 * Compares this machine's clock with that of the platforms, by the `Date` of answers to our own requests: what comes in proves
 * nothing, for a clock that is wrong refuses what is genuine.
 *
 * @param options.sources the first that answers counts
 * @param options.now in milliseconds since 1970
 */
export function openClockCheck(options: { http: HttpClient; sources: TimeSource[]; log: Logger; now?: () => number }) {
  const { http, sources, log, now = Date.now } = options;
  const ended = new AbortController();
  let isWrong = false;

  const compare = () => compareClock(http, sources, now);

  async function look(): Promise<void> {
    const first = await compare();
    // One odd answer proves nothing.
    const found = first && isOff(first.ahead) ? await compare() : first;
    if (!found || (first && isOff(first.ahead) !== isOff(found.ahead))) return;
    if (isOff(found.ahead) === isWrong) return;
    isWrong = !isWrong;
    if (!isWrong) return log.info('The clock of this machine is right again.');
    const { ahead, name } = found;
    const side = ahead > 0 ? 'ahead of' : 'behind';
    log.error(
      `The clock of this machine is ${howLong(Math.round(Math.abs(ahead) / 60_000))} ${side} that of ${name}. Once it is 5 minutes off, requests from there are refused, and links end at the wrong time. Set it right, and have it kept right: timedatectl set-ntp true`,
    );
  }

  async function keepLooking(): Promise<void> {
    while (!ended.signal.aborted) {
      await look();
      await delay(everyMs, undefined, { signal: ended.signal, ref: false }).catch(() => {});
    }
  }

  return {
    look,
    /** Looks now and then, from now on. */
    begin(): void {
      void keepLooking();
    },
    /** @throws Error while the clock is wrong */
    async check() {
      if (isWrong) throw new Error('the clock is wrong');
    },
    close: () => ended.abort(),
  };
}

/**
 * Compares this machine's clock with the first of these that answers.
 *
 * @param now in milliseconds since 1970
 * @returns whose it was, and how far ours is ahead of it, in milliseconds; nothing where nobody says
 */
export async function compareClock(
  http: HttpClient,
  sources: TimeSource[],
  now: () => number,
): Promise<{ ahead: number; name: string } | undefined> {
  for (const { name, url } of sources) {
    const ahead = await aheadOf(http, url, now).catch(() => undefined);
    if (ahead !== undefined) return { ahead, name };
  }
  return undefined;
}

const isOff = (ms: number) => Math.abs(ms) > maxOffMs;

async function aheadOf(http: HttpClient, url: string, now: () => number): Promise<number | undefined> {
  const sent = now();
  const { headers } = await http(url, { method: 'GET', signal: AbortSignal.timeout(timeoutMs) });
  const come = now();
  const date = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(date)) return undefined;
  // One that a cache has kept is as old as it says.
  const age = Number(headers.get('age') ?? 0) * 1_000;
  return (sent + come) / 2 - (date + age);
}
