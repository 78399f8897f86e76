import { type Logger, webApi } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import { retryAfterMs } from '../../../src/lib/retry-after.ts';
import { type OnCall, toldOf } from '../../chat/calls.ts';
import { byQueue, type FailureKind, PlatformError, type RetryPolicy, withRetries } from '../../chat/failure.ts';
import { kindOf, mayRepeat } from './failures.ts';

/** What Slack said to a call that it refused. */
export class SlackError extends PlatformError {
  /** Slack's own word for it: `not_in_channel`; or `ratelimited`, `unreachable`. */
  readonly problem: string;
  /** With `missing_scope`: the scopes of which one is needed. */
  readonly needed: string[];
  constructor(method: string, problem: string, kind: FailureKind, more: { retryAfter?: number; needed?: string } = {}) {
    super(`${method}: ${problem}`, kind, more.retryAfter, mayRepeat(method));
    this.problem = problem;
    this.needed = more.needed?.split(',') ?? [];
  }
  override get isRateLimited(): boolean {
    return this.problem === 'ratelimited';
  }
}

/** Calls Slack's Web API for one workspace. @throws SlackError */
export type Api = (method: string, args: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** Someone is looking at "working…". */
export const usualRetryPolicy: RetryPolicy = { tryMs: 5_000, totalMs: 10_000, pauseMs: 300 };

/** A trigger lives three seconds: what comes later comes too late, so it is tried once. */
const byTrigger = ({ tryMs, pauseMs }: RetryPolicy): RetryPolicy => ({
  tryMs: Math.min(tryMs, 2_000),
  totalMs: 0,
  pauseMs,
});

const isByTrigger = (method: string) => method === 'views.open' || method === 'views.push';

export interface ApiOptions {
  /** Another server than Slack's, with a slash at its end. */
  apiUrl?: string;
  logger: Logger;
  retryPolicy: RetryPolicy;
  /** Told of each call. */
  onCall?: OnCall;
}

/** More methods and channels than rest at one time. */
const maxResting = 500;

/** What rests after a call too many: a method; of messages, which Slack counts by channel, that in its channel. */
const restingBy = (method: string, { channel }: Record<string, unknown>): string =>
  method === 'chat.postMessage' ? `${method} ${channel}` : method;

/** The calls of one workspace: for someone who waits for them, and for jobs. */
export type Apis = Record<'usual' | 'byQueue', Api>;

/** Makes the calls of one workspace; what was called too often rests as told, whoever calls it. */
export function openApis(token: string, { apiUrl, logger, retryPolicy, onCall }: ApiOptions): Apis {
  const restsUntil = new LRUCache<string, number>({ max: maxResting });
  const clientOf = ({ tryMs }: RetryPolicy) =>
    new webApi.WebClient(token, {
      logger,
      timeout: tryMs,
      // It would do again what may have been done, and goes on for half an hour by default.
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      ...(apiUrl && { slackApiUrl: apiUrl }),
    });
  const openWith = (retryPolicy: RetryPolicy) => ({ retryPolicy, client: clientOf(retryPolicy) });
  const hurried = openWith(byTrigger(retryPolicy));

  const callsWith =
    (usual: ReturnType<typeof openWith>): Api =>
    (method, args) => {
      const { retryPolicy, client } = isByTrigger(method) ? hurried : usual;
      return withRetries(retryPolicy, async () => {
        const what = restingBy(method, args);
        const rest = (restsUntil.get(what) ?? 0) - performance.now();
        if (rest > 0) throw new SlackError(method, 'ratelimited', 'not-now', { retryAfter: rest });
        return toldOf(onCall, method, async () => {
          try {
            return (await client.apiCall(method, args)) as unknown as Record<string, unknown>;
          } catch (error) {
            const failed = failureOf(method, error);
            if (failed.isRateLimited)
              restsUntil.set(what, performance.now() + (failed.retryAfterMs ?? retryPolicy.pauseMs));
            throw failed;
          }
        });
      });
    };
  return { usual: callsWith(openWith(retryPolicy)), byQueue: callsWith(openWith(byQueue(retryPolicy))) };
}

/** Slack's answer in a word; the package's own errors may hold what was sent, and are not passed on. */
export function failureOf(method: string, error: unknown): SlackError {
  const { code, data, retryAfter, statusCode, headers, original, message } = (error ?? {}) as WebApiError;
  if (code === 'slack_webapi_rate_limited_error')
    return new SlackError(method, 'ratelimited', 'not-now', { retryAfter: (retryAfter ?? 1) * 1_000 });
  // Where Slack does not say for how long, the package has no name for it.
  if (code === undefined && message?.startsWith('Retry header'))
    return new SlackError(method, 'ratelimited', 'not-now');
  if (code === 'slack_webapi_http_error' && statusCode !== undefined) {
    const wait = retryAfterMs(headers?.['retry-after'], Date.now());
    return new SlackError(method, 'unreachable', kindOf(method, { status: statusCode }), {
      ...(wait && { retryAfter: wait }),
    });
  }
  const problem = data?.error;
  if (problem !== undefined && /^\w{1,80}$/.test(problem)) {
    const seconds = data?.response_metadata?.retryAfter;
    return new SlackError(method, problem, kindOf(method, { problem }), {
      ...(seconds && { retryAfter: seconds * 1_000 }),
      ...(data?.needed && { needed: data.needed }),
    });
  }
  // An answer that is none of Slack's, or none.
  return new SlackError(method, 'unreachable', kindOf(method, { codes: [original?.code, original?.cause?.code] }));
}

interface WebApiError {
  code?: string;
  message?: string;
  data?: { error?: string; needed?: string; response_metadata?: { retryAfter?: number } };
  retryAfter?: number;
  statusCode?: number;
  headers?: Record<string, string>;
  original?: { code?: string; cause?: { code?: string } };
}

/** Whether it was refused for one of these reasons. */
export const isProblem = (error: unknown, ...problems: string[]): boolean =>
  error instanceof SlackError && problems.includes(error.problem);
