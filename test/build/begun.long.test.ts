import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { compile } from '../../src/build/compile.js';

test('the thread that reads files is in a build by its name, with the packages that it needs', async () => {
  const thread = new Worker(new URL('src/bot/tables/worker/worker.js', await compile()), { env: {}, execArgv: [] });
  try {
    const written = once(thread, 'message');
    thread.postMessage({ type: 'write', rows: [['Name'], ['Zoë']], isFirst: true, isLast: true });
    const [{ bytes }] = await written;
    const read = once(thread, 'message');
    thread.postMessage({ type: 'workbook', bytes, maxLines: 10 });
    expect(await read).toMatchObject([{ type: 'sheets', sheets: [{ lastLine: 2 }] }]);
  } finally {
    await thread.terminate();
  }
});
