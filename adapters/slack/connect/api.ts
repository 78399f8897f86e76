import { setTimeout as delay } from 'node:timers/promises';
import { type Logger, webApi } from '@slack/bolt';

/** What Slack said to a call that it refused. */
export class SlackError extends Error {
  /** Slack's own word for it: `not_in_channel`; or `ratelimited`, `unreachable`. */
  readonly problem: string;
  constructor(method: string, problem: string) {
    super(`${method}: ${problem}`);
    this.problem = problem;
  }
}

/** Calls Slack's Web API for one workspace. @throws SlackError */
export type Api = (method: string, args: Record<string, unknown>) => Promise<Record<string, unknown>>;

interface Timing {
  /** Longest that one try may take. */
  timeoutMs: number;
  /** How often it is tried again after the network or Slack itself failed. */
  retries: number;
  /** Longest that a person may be kept waiting because we asked too often. */
  maxWaitMs: number;
}

/** A trigger lives three seconds: what comes later comes too late, so it is tried once. */
const byTrigger: Timing = { timeoutMs: 2_000, retries: 0, maxWaitMs: 0 };
/** Someone is looking at "working…". */
const whileWaiting: Timing = { timeoutMs: 5_000, retries: 2, maxWaitMs: 10_000 };
/** Sent by jobs too, which are tried again by the queue. */
const posting: Timing = { timeoutMs: 10_000, retries: 1, maxWaitMs: 3_000 };

const timings: Record<string, Timing> = {
  'views.open': byTrigger,
  'views.push': byTrigger,
  'chat.postMessage': posting,
  'chat.update': posting,
};

/** A few short pauses: the package's own default goes on for half an hour. */
const pauses = { minTimeout: 300, maxTimeout: 1_500, factor: 2 };

export interface ApiOptions {
  /** Another server than Slack's, with a slash at its end. */
  apiUrl?: string;
  logger: Logger;
}

/** Makes the calls of one workspace, each method with its own timing; a method that was called too often rests as told. */
export function openApi(token: string, { apiUrl, logger }: ApiOptions): Api {
  const clients = new Map<Timing, webApi.WebClient>();
  const restsUntil = new Map<string, number>();
  const clientFor = (timing: Timing) => {
    const there = clients.get(timing);
    if (there) return there;
    const made = new webApi.WebClient(token, {
      logger,
      timeout: timing.timeoutMs,
      retryConfig: { ...pauses, retries: timing.retries },
      rejectRateLimitedCalls: true,
      ...(apiUrl && { slackApiUrl: apiUrl }),
    });
    clients.set(timing, made);
    return made;
  };

  return async (method, args) => {
    const timing = timings[method] ?? whileWaiting;
    const until = performance.now() + timing.maxWaitMs;
    for (;;) {
      const rest = (restsUntil.get(method) ?? 0) - performance.now();
      if (rest > 0 && performance.now() + rest > until) throw new SlackError(method, 'ratelimited');
      if (rest > 0) await delay(rest);
      try {
        return (await clientFor(timing).apiCall(method, args)) as unknown as Record<string, unknown>;
      } catch (error) {
        const { problem, retryAfter } = problemOf(error);
        if (retryAfter === undefined) throw new SlackError(method, problem);
        restsUntil.set(method, performance.now() + retryAfter * 1_000);
      }
    }
  };
}

/** Slack's answer in a word; the package's own errors may hold what was sent, and are not passed on. */
export function problemOf(error: unknown): { problem: string; retryAfter?: number } {
  const { code, data, retryAfter } = (error ?? {}) as { code?: string; data?: { error?: string }; retryAfter?: number };
  if (code === 'slack_webapi_rate_limited_error') return { problem: 'ratelimited', retryAfter: retryAfter ?? 1 };
  return { problem: data?.error ?? 'unreachable' };
}

/** Whether it was refused for one of these reasons. */
export const isProblem = (error: unknown, ...problems: string[]): boolean =>
  error instanceof SlackError && problems.includes(error.problem);
