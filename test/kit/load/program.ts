import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type BegunProgram, programCopy } from '../program.ts';
import { until } from '../until.ts';

/** The program, begun anew whenever it ends, as a supervisor does. */
export interface Supervised {
  /** How often it ended by itself; that it was killed does not count. */
  exits(): number;
  kill(): void;
  /** What it said before each of those ends, and what it has said since. */
  said(): string;
  /** Told to stop. @returns its exit code */
  stop(): Promise<number | null>;
}

/** Starts it in a copy of its own, and waits until it is ready. @param port where it is to listen */
export async function supervised(port: number, env: Record<string, string>): Promise<Supervised> {
  const copy = await programCopy();
  const all = { PORT: String(port), SECRET_KEY: randomBytes(32).toString('hex'), LOG_LEVEL: 'warn', ...env };
  let stopping = false;
  let exits = 0;
  let killed = false;
  let before = '';
  let current: BegunProgram = copy.begin(all);
  const endNow = () => void current.end('SIGKILL');
  process.once('exit', endNow);
  const over = (async () => {
    for (;;) {
      const code = await current.end();
      if (stopping) return code;
      if (killed) killed = false;
      else exits += 1;
      before += `${current.said()}\nended with ${code}\n`;
      await delay(200);
      current = copy.begin(all);
    }
  })();
  const kill = () => {
    killed = true;
    void current.end('SIGKILL');
  };
  const stop = async () => {
    stopping = true;
    void current.end('SIGTERM');
    const code = await over;
    process.off('exit', endNow);
    await copy.remove();
    return code;
  };
  try {
    await until(() => {
      if (exits > 0) throw new Error(before);
      return current.said().includes('Staffroom is ready');
    }, 60_000);
    return { exits: () => exits, kill, said: () => before + current.said(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
