import type { Config } from '../config/config.ts';

/** Whoever answers at HOST and PORT. */
export interface RunningProgram {
  /** Where it was asked. */
  url: string;
  /** Whether it answers as Staffroom does. */
  isStaffroom: boolean;
  /** Of a Staffroom: what `/readyz` says. */
  status?: 'ready' | 'not ready' | 'stopping' | 'starting';
  /** What is missing by its name, with the reason where it is known. */
  missing: Record<string, string>;
  /** What is amiss and keeps nobody from work. */
  notes: Record<string, string>;
}

/** How long it may take to answer, in milliseconds: `/readyz` takes two seconds where something hangs. */
const answerMs = 5_000;

/**
 * Asks who is at HOST and PORT.
 *
 * @returns nothing where nobody takes a connection there
 */
export async function askRunning({ host, port }: Pick<Config, 'host' | 'port'>): Promise<RunningProgram | undefined> {
  const url = `http://${hostFrom(host)}:${port}`;
  const unknown: RunningProgram = { url, isStaffroom: false, missing: {}, notes: {} };
  try {
    const answer = await fetch(`${url}/readyz`, { redirect: 'manual', signal: AbortSignal.timeout(answerMs) });
    const said = await answer.text();
    if (answer.status === 503 && said.startsWith('Staffroom is starting')) {
      return { ...unknown, isStaffroom: true, status: 'starting' };
    }
    return { ...unknown, ...readyz(said) };
  } catch (error) {
    const { cause } = error as { cause?: NodeJS.ErrnoException };
    const isNobody = /^(ECONNREFUSED|EADDRNOTAVAIL|ENOTFOUND|EAI_AGAIN)$/.test(cause?.code ?? '');
    return isNobody ? undefined : unknown;
  }
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
