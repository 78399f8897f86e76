import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { jsonIn } from '../../src/lib/json.ts';
import {
  BrokenBackup,
  formatVersion,
  type Head,
  headSchema,
  lastRow,
  type TableHead,
  tableEndSchema,
  tableHeadSchema,
  theEnd,
} from './format.ts';

export interface BackupTable extends TableHead {
  /** Its rows, as COPY takes them. All of them have to be read before the next table is asked for. */
  rows: AsyncGenerator<Buffer>;
}

export interface Backup {
  head: Head;
  /** Gives back how many rows each table had, by its name. */
  tables: AsyncGenerator<BackupTable, Map<string, number>>;
}

const cutOff = 'This backup ends too early: it was cut off. Take another one.';
const none = 'This is no backup of Staffroom’s.';
const changed = 'This backup was changed since it was made, or what holds it is failing. Take another one.';
const newer = (release: string) =>
  `This backup was made by Staffroom ${release}, in a form that this one does not know. Restore it with that release, or a newer one.`;

/**
 * Reads a backup as it comes.
 *
 * @param pieces its text
 * @returns what it says of itself, and its tables one after the other, each checked by its hash at its end. A backup that was cut off
 *   or changed is told of where that is found: whoever keeps what was read keeps it only after the last
 * @throws BrokenBackup with a sentence
 */
export async function readBackup(pieces: AsyncIterable<Buffer>): Promise<Backup> {
  const text = textOf(pieces);
  const first = jsonIn(await text.line(none));
  const release = (first as { staffroom?: unknown } | undefined)?.staffroom;
  const version = (first as { staffroomBackup?: unknown } | undefined)?.staffroomBackup;
  if (typeof version !== 'number' || typeof release !== 'string') throw new BrokenBackup(none);
  if (version > formatVersion) throw new BrokenBackup(newer(release));
  return { head: checked(headSchema, first), tables: tablesIn(text) };
}

async function* tablesIn(text: Text): Backup['tables'] {
  try {
    return yield* untilTheEnd(text);
  } finally {
    await text.close();
  }
}

async function* untilTheEnd(text: Text): Backup['tables'] {
  const counts = new Map<string, number>();
  for (;;) {
    const next = await text.line(cutOff);
    if (next === theEnd) break;
    const head = checked(tableHeadSchema, jsonIn(next));
    const hash = createHash('sha256');
    let isRead = false;
    async function* rows() {
      for await (const piece of text.rows()) {
        hash.update(piece);
        yield piece;
      }
      isRead = true;
    }
    yield { ...head, rows: rows() };
    if (!isRead) throw new Error(`the rows of ${head.table} were not read`);
    const end = checked(tableEndSchema, jsonIn(await text.line(cutOff)));
    if (hash.digest('hex') !== end.sha256) throw new BrokenBackup(changed);
    counts.set(head.table, end.rows);
  }
  await text.rest();
  return counts;
}

/**
 * Does one thing with each table of a backup.
 *
 * @returns how many rows each had when the backup was made, by its name; only once the whole is known to be as it was then
 */
export async function eachTable(
  { tables }: Backup,
  work: (table: BackupTable) => Promise<void>,
): Promise<Map<string, number>> {
  try {
    for (;;) {
      const next = await tables.next();
      if (next.done) return next.value;
      await work(next.value);
    }
  } finally {
    await tables.return(new Map());
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const { success, data } = schema.safeParse(value);
  if (!success) throw new BrokenBackup(changed);
  return data;
}

type Text = ReturnType<typeof textOf>;

/** Longest that a line of ours may be, in bytes: it names every sequence, or every column of a table. */
const longestLine = 1_000_000;
const afterLast = Buffer.from(`\n${lastRow}\n`);

function textOf(pieces: AsyncIterable<Buffer>) {
  const source = pieces[Symbol.asyncIterator]();
  let kept: Buffer = Buffer.alloc(0);
  /** @returns whether there was more */
  const more = async () => {
    const { done, value } = await source.next();
    if (!done) kept = kept.length === 0 ? value : Buffer.concat([kept, value]);
    return !done;
  };
  const take = (bytes: number) => {
    const taken = kept.subarray(0, bytes);
    kept = kept.subarray(bytes);
    return taken;
  };
  return {
    /** The next line. @param otherwise why there is none */
    async line(otherwise: string): Promise<string> {
      for (;;) {
        const at = kept.indexOf('\n');
        if (at >= 0) return take(at + 1).toString('utf8', 0, at);
        if (kept.length > longestLine || !(await more())) throw new BrokenBackup(otherwise);
      }
    },
    /** All lines before the next `\.`, which is passed over. */
    async *rows(): AsyncGenerator<Buffer> {
      // A table without rows has it at once.
      const none = afterLast.subarray(1);
      while (kept.length < none.length) if (!(await more())) throw new BrokenBackup(cutOff);
      if (kept.subarray(0, none.length).equals(none)) {
        take(none.length);
        return;
      }
      for (;;) {
        const at = kept.indexOf(afterLast);
        if (at >= 0) {
          yield take(at + 1);
          take(none.length);
          return;
        }
        // It may have begun at the end of this piece.
        const sure = kept.length - afterLast.length + 1;
        if (sure > 0) yield take(sure);
        if (!(await more())) throw new BrokenBackup(cutOff);
      }
    },
    /** Reads what follows the end, so that what holds it (gzip, age) checks its own; there is nothing. */
    async rest(): Promise<void> {
      do if (kept.length > 0) throw new BrokenBackup(changed);
      while (await more());
    },
    /** Lets go of what it is read from. */
    async close(): Promise<void> {
      await source.return?.();
    },
  };
}
