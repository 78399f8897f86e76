import type { Keys } from '../../service/keys/derived.ts';
import type { Config } from '../config/config.ts';
import { ask, questionHeader, type Seen } from '../own-question.ts';

/** Whoever answers at HOST and PORT. */
export interface RunningProgram {
  /** Where it was asked. */
  url: string;
  /** Whether it is this Staffroom. */
  isStaffroom: boolean;
  /** Where it is not, and that much can be told: one with another secret key, or what takes connections and says nothing. */
  is?: 'another Staffroom' | 'silent';
  /** Of a Staffroom: what `/readyz` says. */
  status?: 'ready' | 'not ready' | 'stopping' | 'starting';
  /** What is missing by its name, with the reason where it is known. */
  missing: Record<string, string>;
  /** What is amiss and keeps nobody from work. */
  notes: Record<string, string>;
  /** When it started, in milliseconds since 1970, where it is this one and says so. */
  startedAt?: number;
}

/** How long it may take to answer, in milliseconds: `/readyz` takes two seconds where something hangs. */
const answerMs = 5_000;

/**
 * Asks who is at HOST and PORT.
 *
 * @param keys by which a Staffroom is known to be this one; `none`: it has never run. Nothing: they can't be read, and it is taken for this one
 * @returns nothing where nobody takes a connection there
 */
export async function askRunning(
  { host, port }: Pick<Config, 'host' | 'port'>,
  keys: Keys | 'none' | undefined,
  now: Date,
): Promise<RunningProgram | undefined> {
  const url = `http://${hostFrom(host)}:${port}`;
  const unknown: RunningProgram = { url, isStaffroom: false, missing: {}, notes: {} };
  try {
    const answer = await fetch(`${url}/readyz`, { redirect: 'manual', signal: AbortSignal.timeout(answerMs) });
    const said = await answer.text();
    if (answer.status === 503 && said.startsWith('Staffroom is starting')) {
      return { ...unknown, isStaffroom: true, status: 'starting' };
    }
    const found = { ...unknown, ...readyz(said) };
    if (!found.isStaffroom || keys === undefined) return found;
    const own = keys === 'none' ? undefined : await askOwn(url, keys, now);
    if (!own) return { ...unknown, is: 'another Staffroom' };
    return { ...found, ...(own.startedAt !== undefined && { startedAt: own.startedAt }) };
  } catch (error) {
    const { cause, name } = error as { cause?: NodeJS.ErrnoException; name?: string };
    if (name === 'TimeoutError') return { ...unknown, is: 'silent' };
    const isNobody = /^(ECONNREFUSED|EADDRNOTAVAIL|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH)$/.test(cause?.code ?? '');
    return isNobody ? undefined : unknown;
  }
}

/** @returns nothing where it has not our key */
async function askOwn(url: string, keys: Keys, now: Date): Promise<Seen | undefined> {
  const question = ask(keys, now);
  const answer = await fetch(`${url}/healthz`, {
    headers: { [questionHeader]: question.header },
    redirect: 'manual',
    signal: AbortSignal.timeout(answerMs),
  });
  return question.read(await answer.text());
}

/** What listens everywhere is asked from here. */
function hostFrom(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

type Readyz = Partial<Pick<RunningProgram, 'isStaffroom' | 'status' | 'missing' | 'notes'>>;

function readyz(text: string): Readyz {
  try {
    const { status, missing, reasons = {}, notes = {} } = JSON.parse(text);
    if (!Array.isArray(missing) || !/^(ready|not ready|stopping)$/.test(status)) return {};
    return {
      isStaffroom: true,
      status,
      missing: Object.fromEntries(missing.map((name) => [String(name), String(reasons[name] ?? '')])),
      notes,
    };
  } catch {
    return {};
  }
}
