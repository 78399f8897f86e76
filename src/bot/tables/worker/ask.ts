import { Worker } from 'node:worker_threads';
import { atOnce, Full } from '../../../lib/at-once.ts';
import { codeRoot, fromSources } from '../../../lib/package-root.ts';
import { Refusal } from '../../../service/errors.ts';
import { table as say } from '../../../ui/sentences/table.ts';
import type { Answer, Ask } from './asks.ts';

/** The thread that reads files: begun with the first of them, and let go some time after the last. */

/** How long one thing may take, in milliseconds: 100,000 rows take some 5 s. */
const timeoutMs = 30_000;
const idleMs = 60_000;
/** Of what is made of a file; one that needs more is refused, and the thread begun anew. */
const resourceLimits = { maxOldGenerationSizeMb: 1_200, stackSizeMb: 4 };

let running: Worker | undefined;
let idle: NodeJS.Timeout | undefined;

function start(): Worker {
  const file = fromSources ? 'from-source.js' : 'worker.js';
  const worker = new Worker(new URL(`src/bot/tables/worker/${file}`, codeRoot), {
    // Nothing of a file ever needs a secret of ours.
    env: {},
    execArgv: [],
    resourceLimits,
  });
  worker.unref();
  worker.on('exit', () => {
    if (running === worker) running = undefined;
  });
  return worker;
}

/** Several asks that belong together have the thread to themselves. */
export type AskWorker = <T extends Answer['type']>(ask: Ask, type: T) => Promise<Extract<Answer, { type: T }>>;

const turn = atOnce({ atOnce: 1, waiting: 30 });

/** Work with the thread that reads files, in its turn. @throws Refusal `busy`, `file-unreadable` */
export async function withWorker<T>(work: (ask: AskWorker) => Promise<T>): Promise<T> {
  try {
    return await turn(() => work(askWorker));
  } catch (error) {
    if (error instanceof Full) throw new Refusal('busy', {});
    throw error;
  }
}

const askWorker: AskWorker = async (ask, type) => {
  const answer = await answerTo(ask);
  if (isOf(answer, type)) return answer;
  throw unreadable(answer.type === 'trouble' && answer.why === 'too-much' ? say.tooMuch : say.unreadable);
};

const isOf = <T extends Answer['type']>(answer: Answer, type: T): answer is Extract<Answer, { type: T }> =>
  answer.type === type;

const unreadable = (why: string) => new Refusal('file-unreadable', { why }, 'file');

async function answerTo(ask: Ask): Promise<Answer> {
  clearTimeout(idle);
  running ??= start();
  const worker = running;
  // It holds the process open for as long as something is asked of it.
  worker.ref();
  let stop = () => {};
  try {
    return await new Promise<Answer>((resolve, reject) => {
      // Out of memory or of time, or any other end that it comes to.
      const ended = () => reject(unreadable(say.tooMuch));
      const late = setTimeout(() => void worker.terminate(), timeoutMs);
      worker.on('message', resolve).on('error', ended).on('exit', ended);
      stop = () => {
        clearTimeout(late);
        worker.off('message', resolve).off('error', ended).off('exit', ended);
      };
      worker.postMessage(ask);
    });
  } finally {
    stop();
    worker.unref();
    idle = setTimeout(() => void worker.terminate(), idleMs).unref();
  }
}
