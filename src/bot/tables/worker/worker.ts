import { parentPort } from 'node:worker_threads';
import { writeXlsx } from 'hucre/xlsx';
import { guess } from '../encoding/guess.ts';
import type { Answer, Ask } from './asks.ts';
import { readWorkbook, type SheetRead } from './read-workbook.ts';
import { TooMuch } from './trouble.ts';

/** What takes long or may run wild with a file, beside the thread that serves everyone. It is asked one thing at a time. */

/** The workbook that was opened last, until it has been read. */
let sheets: SheetRead[] = [];
/** The rows of the one that is written, as far as they came. */
let writing: string[][] = [];

/** Rows of a sheet that are looked at to tell whether there is a table in it. */
const first = 40;
/** Rows handed over at once: a millisecond or two of work to take them. */
const atOnce = 500;

async function answerTo(ask: Ask): Promise<Answer> {
  if (ask.type === 'guess') return { type: 'guessed', encodings: guess(ask.sample, ask.likely) };
  if (ask.type === 'write') {
    if (ask.isFirst) writing = [];
    writing.push(...ask.rows);
    if (!ask.isLast) return { type: 'written' };
    const rows = writing;
    writing = [];
    return { type: 'written', bytes: await writeXlsx({ sheets: [{ name: 'Sheet1', rows }] }) };
  }
  if (ask.type === 'rows') {
    const rows = sheets[ask.sheet]?.rows.slice(ask.from, ask.from + atOnce) ?? [];
    if (rows.length < atOnce) sheets = [];
    return { type: 'rows', rows };
  }
  sheets = await readWorkbook(ask.bytes, ask.maxLines);
  return {
    type: 'sheets',
    sheets: sheets.map(({ rows, ...sheet }) => ({
      ...sheet,
      lastLine: rows.at(-1)?.line ?? 0,
      first: rows.slice(0, first),
    })),
  };
}

parentPort?.on('message', async (ask: Ask) => {
  const answer = await answerTo(ask).catch(
    (error: unknown): Answer => ({ type: 'trouble', why: error instanceof TooMuch ? 'too-much' : 'unreadable' }),
  );
  parentPort?.postMessage(answer);
});
