import { decode, encodeLike } from '../env-file/decode.ts';
import { readLines } from '../env-file/lines.ts';

/** What the two lines are to say; nothing: there is to be none of the second. */
export interface KeyLines {
  key: string;
  before?: string | undefined;
}

const byHand =
  '.env: the lines of the keys could not be changed with all else as it is. Nothing was changed. Change them by hand, as docs/secret-key.md says.';

/** The line that sets it, without its end. Of several lines with one name, the last holds. */
const keyLine = /^[ \t]*(?:export[ \t]+)?SECRET_KEY[ \t]*=[^\r\n]*/gm;
const beforeLine = /^[ \t]*(?:export[ \t]+)?SECRET_KEY_BEFORE[ \t]*=[^\r\n]*/gm;
const beforeLineWithEnd = /^[ \t]*(?:export[ \t]+)?SECRET_KEY_BEFORE[ \t]*=[^\r\n]*(?:\r\n|\r|\n|$)/gm;

/**
 * A file of settings with other keys, and all else as it is, to the byte. It is read again before it is given back: what it says then is
 * what it said, but for the keys.
 *
 * @param file as it lies there, in any encoding that a start reads; it stays in that one
 * @throws Error with a sentence where that can't be done: a key over several lines, or set twice; no key; what a start would refuse
 */
export function withKeys(file: Buffer, { key, before }: KeyLines): Buffer {
  const text = decode(file);
  const [eol] = /\r\n|\r|\n/.exec(text) ?? ['\n'];
  const lineOfKey = line('SECRET_KEY', key);
  const lineOfBefore = before === undefined ? undefined : line('SECRET_KEY_BEFORE', before);
  const isThere = text.search(beforeLine) !== -1;
  const withKey = text.replace(keyLine, () =>
    isThere || !lineOfBefore ? lineOfKey : `${lineOfKey}${eol}${lineOfBefore}`,
  );
  const changed = lineOfBefore
    ? withKey.replace(beforeLine, () => lineOfBefore)
    : withKey.replace(beforeLineWithEnd, '');
  const next = encodeLike(file, changed);
  if (text.match(keyLine)?.length !== 1 || !saysTheSame(text, decode(next), { key, before })) throw new Error(byHand);
  return next;
}

/** A key may have any sign of its own: it is put into quotes that it has not. */
function line(name: string, value: string): string {
  if (/^[\w+/=.:@-]+$/.test(value)) return `${name}=${value}`;
  const quote = ['"', "'", '`'].find((each) => !value.includes(each)) ?? '';
  return `${name}=${quote}${value}${quote}`;
}

function saysTheSame(text: string, next: string, { key, before }: KeyLines): boolean {
  const read = (from: string) => {
    const { given, wrong } = readLines(from);
    const { SECRET_KEY, SECRET_KEY_BEFORE, ...others } = given;
    return { SECRET_KEY, SECRET_KEY_BEFORE, wrong, others: JSON.stringify(Object.entries(others)) };
  };
  const [was, now] = [read(text), read(next)];
  // Of a key over several lines the rest would be left lying there.
  if (was.wrong.length > 0 || now.wrong.length > 0) return false;
  return now.SECRET_KEY === key && now.SECRET_KEY_BEFORE === before && now.others === was.others;
}
