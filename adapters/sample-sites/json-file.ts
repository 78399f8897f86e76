import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** How soon it is tried again where it could not be written, in milliseconds. */
const againMs = 5_000;

/**
 * A value in memory that is also kept in a file, as JSON that only this user can read.
 *
 * @param empty what there is where there is no file, or none that can be read
 */
export function openJsonFile<T>(file: string, empty: T) {
  let timer: NodeJS.Timeout | undefined;
  /** Writes down what was not yet. */
  const flush = () => {
    if (!timer) return;
    clearTimeout(timer);
    timer = undefined;
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      // In one go: a crash leaves the old file or the new one.
      writeFileSync(`${file}.new`, JSON.stringify(it.value), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    } catch {
      // The disk is full: what samples keep is no reason to end.
      timer = setTimeout(flush, againMs).unref();
    }
  };
  const it = {
    value: read() ?? empty,
    /** Writes it down soon: once for many changes that come together. */
    save() {
      timer ??= setTimeout(flush, 100).unref();
    },
    flush,
  };
  return it;

  function read(): T | undefined {
    try {
      return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
    } catch {
      return undefined;
    }
  }
}
