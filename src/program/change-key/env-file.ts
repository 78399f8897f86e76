import { parseEnv } from 'node:util';

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
const beforeLineWithEnd = /^[ \t]*(?:export[ \t]+)?SECRET_KEY_BEFORE[ \t]*=[^\r\n]*(?:\r?\n|$)/gm;

/**
 * A file of settings with other keys, and all else as it is, to the byte. It is read again before it is given back: what it says then is
 * what it said, but for the keys.
 *
 * @param file as it lies there, in UTF-8
 * @throws Error with a sentence where that can't be done: a key over several lines, or set twice; no key; a file in UTF-16
 */
export function withKeys(file: Buffer, { key, before }: KeyLines): Buffer {
  // So each byte is a character: what is not ours stays as it is, whatever it is. Keys are written as the bytes that they are.
  const text = file.toString('latin1');
  const bytes = (value: string) => Buffer.from(value).toString('latin1');
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lineOfKey = line('SECRET_KEY', bytes(key));
  const lineOfBefore = before === undefined ? undefined : line('SECRET_KEY_BEFORE', bytes(before));
  const isThere = text.search(beforeLine) !== -1;
  const withKey = text.replace(keyLine, () =>
    isThere || !lineOfBefore ? lineOfKey : `${lineOfKey}${eol}${lineOfBefore}`,
  );
  const changed = lineOfBefore
    ? withKey.replace(beforeLine, () => lineOfBefore)
    : withKey.replace(beforeLineWithEnd, '');
  const next = Buffer.from(changed, 'latin1');
  if (text.match(keyLine)?.length !== 1 || !saysTheSame(file, next, { key, before })) throw new Error(byHand);
  return next;
}

/** A key may have any sign of its own: it is put into quotes that it has not. */
function line(name: string, value: string): string {
  if (/^[\w+/=.:@-]+$/.test(value)) return `${name}=${value}`;
  const quote = ['"', "'", '`'].find((each) => !value.includes(each)) ?? '';
  return `${name}=${quote}${value}${quote}`;
}

function saysTheSame(file: Buffer, next: Buffer, { key, before }: KeyLines): boolean {
  const read = (bytes: Buffer) => {
    const { SECRET_KEY, SECRET_KEY_BEFORE, ...others } = parseEnv(bytes.toString('utf8').replace(/^\uFEFF/, ''));
    return { SECRET_KEY, SECRET_KEY_BEFORE, others: JSON.stringify(Object.entries(others)) };
  };
  const [was, now] = [read(file), read(next)];
  // Of a key over several lines the rest would be left lying there.
  if (/[\r\n]/.test(`${was.SECRET_KEY}${was.SECRET_KEY_BEFORE}`)) return false;
  return now.SECRET_KEY === key && now.SECRET_KEY_BEFORE === before && now.others === was.others;
}
