import { perMinute, postBurst } from './limits.ts';

export interface Rates {
  /** @returns seconds to wait, where the call is one too many */
  take(method: string, teamId: string, channel: string | undefined, now: number): number | undefined;
}

/** Windows of a minute for each method and workspace; for messages a bucket for each channel that fills by one a second. */
export function rates(): Rates {
  const windows = new Map<string, { start: number; used: number }>();
  const buckets = new Map<string, { at: number; left: number }>();

  function takePost(channel: string, now: number): number | undefined {
    const bucket = buckets.get(channel) ?? { at: now, left: postBurst };
    bucket.left = Math.min(postBurst, bucket.left + (now - bucket.at) / 1_000);
    bucket.at = now;
    buckets.set(channel, bucket);
    if (bucket.left < 1) return 1;
    bucket.left -= 1;
    return undefined;
  }

  return {
    take(method, teamId, channel, now) {
      if (method === 'chat.postMessage') return takePost(`${teamId} ${channel}`, now);
      const budget = perMinute[method];
      if (budget === undefined) return undefined;
      const key = `${method} ${teamId}`;
      let window = windows.get(key);
      if (!window || now - window.start >= 60_000) window = { start: now, used: 0 };
      windows.set(key, window);
      if (window.used >= budget) return Math.ceil((window.start + 60_000 - now) / 1_000);
      window.used += 1;
      return undefined;
    },
  };
}
