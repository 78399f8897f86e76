import { ConnectorError } from './http.ts';
import type { World } from './world.ts';

/** Most messages in so many seconds, in one conversation. */
const limits = [
  { seconds: 1, most: 7 },
  { seconds: 2, most: 8 },
  { seconds: 30, most: 60 },
  { seconds: 3_600, most: 1_800 },
];

const sent = new WeakMap<World, Map<string, number[]>>();

/** @throws ConnectorError 429 with the seconds to wait, where a test wants limits */
export function checkRate(world: World, conversation: string): void {
  if (!world.options.rateLimits) return;
  const all = sent.get(world) ?? new Map<string, number[]>();
  sent.set(world, all);
  const times = all.get(conversation) ?? [];
  all.set(conversation, times);
  const now = Date.now();
  for (const { seconds, most } of limits) {
    const oldest = times.at(-most);
    const left = oldest === undefined ? 0 : oldest + seconds * 1_000 - now;
    if (left > 0) {
      const retryAfter = Math.ceil(left / 1_000);
      throw new ConnectorError(429, 'Throttled', 'Too many requests', { retryAfter });
    }
  }
  times.push(now);
}
