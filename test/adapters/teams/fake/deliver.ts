import type { Trust } from './keys.ts';
import { oddIn } from './shapes.ts';
import type { Activity, Delivery } from './types.ts';
import type { World } from './world.ts';

export interface RawAnswer {
  status: number;
  body: string;
  json?: unknown;
}

export interface Deliver {
  /** As Teams sends an activity: within its patience, signed, once more where nothing was heard of a message. */
  (activity: Activity): Promise<Delivery>;
  raw(activity: unknown, how?: { token?: string; headers?: Record<string, string> }): Promise<RawAnswer>;
}

export function deliverer(world: World, keys: Trust): Deliver {
  async function raw(
    activity: unknown,
    { token = keys.token(), headers = {} }: { token?: string; headers?: Record<string, string> } = {},
  ): Promise<RawAnswer> {
    if (!world.messagesUrl) throw new Error('The fake is not connected to a bot');
    const response = await fetch(world.messagesUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      body: typeof activity === 'string' ? activity : JSON.stringify(activity),
      signal: AbortSignal.timeout(60_000),
    });
    const body = await response.text();
    return { status: response.status, body, ...jsonOf(body) };
  }

  async function once(activity: Activity): Promise<Delivery> {
    const began = performance.now();
    const spent = () => performance.now() - began;
    try {
      const { status, body, json } = await raw(activity);
      return { sent: true, activity, status, body: json ?? (body === '' ? undefined : body), ms: spent() };
    } catch (error) {
      const problem = error instanceof Error ? `${error.message} ${String(error.cause ?? '')}` : String(error);
      return { sent: true, activity, status: 0, body: undefined, ms: spent(), problem };
    }
  }

  async function deliver(activity: Activity): Promise<Delivery> {
    const odd = oddIn(activity);
    if (odd) throw new Error(`The fake sends what Teams does not: ${odd}`);
    const invoke = activity.type === 'invoke';
    const timeoutMs = invoke ? world.options.invokeMs : world.options.messageMs;
    const answering = once(activity);
    // Teams doesn't wait for the first answer before it sends a message again.
    const again = invoke ? undefined : setTimeout(() => void once(activity), timeoutMs);
    const delivery = await answering;
    clearTimeout(again);
    if (delivery.ms > timeoutMs) delivery.problem = 'too slow';
    else if (delivery.status < 200 || delivery.status > 299) delivery.problem ??= `status ${delivery.status}`;
    if (delivery.problem && world.options.strictAnswers) {
      const what = activity.name ?? activity.type;
      world.violations.push(`${what}: ${delivery.problem} after ${Math.round(delivery.ms)} ms`);
    }
    return delivery;
  }

  return Object.assign(deliver, { raw });
}

function jsonOf(body: string): { json?: unknown } {
  try {
    return { json: JSON.parse(body) };
  } catch {
    return {};
  }
}
