import { fullName, type Person } from '../../service/people/person.ts';
import { withNames } from '../../ui/mention.ts';
import type { Call, Command, Input, Raw, Resolved } from '../command.ts';
import { asTyped, parseLine, type Word } from './parse.ts';

interface ReadLine {
  raw: Raw;
  /** Whom was looked up already, to tell where a name ends, by input. */
  resolved: Record<string, Resolved<unknown>>;
  /** The words that fit nowhere. */
  unparsed: string[];
}

/** Reads a typed line into the command's inputs; nothing is checked yet. */
export async function readLine(call: Call, command: Command, text: string): Promise<ReadLine> {
  const line = parseLine(text, command.lineKeys ?? Object.keys(command.inputs));
  if (command.fromLine) {
    const words = line.words.map((w) => w.text);
    return { raw: command.fromLine(words, line.keys, line.words), resolved: {}, unparsed: [] };
  }
  const raw: Raw = { ...line.keys };
  const resolved: ReadLine['resolved'] = {};
  const words = [...line.words];
  // In `Ben Okafor reason: left in July` the reason is all of it.
  const given = Object.keys(line.keys).find((name) => command.inputs[name]?.line === 'words');
  const whole = (after: Word[]) => {
    const all = [...((given && line.keyWords[given]) || []), ...after];
    return given && command.inputs[given]?.resolve ? inOne(all) : asTyped(all);
  };
  const after = given && line.wordsBefore[given] ? words.splice(line.wordsBefore[given]) : [];
  if (given) raw[given] = whole(after);
  const take = (count = words.length) => inOne(words.splice(0, count));
  const places = Object.entries(command.inputs).filter(
    ([name, i]) => (i.line === 'word' || i.line === 'words') && !(name in raw),
  );
  for (const [index, [name, input]] of places.entries()) {
    const [first] = words;
    if (!first) break;
    const named = input.resolve && !isExact(first);
    if (input.line === 'words' && !input.resolve) raw[name] = asTyped(words.splice(0));
    else if (input.line === 'words' || (named && index === places.length - 1)) raw[name] = take();
    else if (named) {
      const { count, found } = await longestName(call, input, words);
      raw[name] = take(count);
      if (found) resolved[name] = found;
    } else {
      const count = longestOption(call, input, words);
      if (input.resolve || input.required || input.schema.safeParse(inOne(words.slice(0, count))).success)
        raw[name] = take(count);
    }
  }
  // What stood before its key and fits nowhere is of it too.
  if (given && words.length > 0)
    raw[given] = whole([...after, ...words.splice(0).map((w) => ({ ...w, gap: w.gap || ' ' }))]);
  return { raw, resolved, unparsed: words.map((w) => withNames(w.text)) };
}

const inOne = (words: Word[]) => words.map((w) => w.text).join(' ');

/** Whether a word says by itself who is meant. */
const isExact = (word: Word) => word.quoted || word.text.includes('@') || word.text.startsWith('id:');

/** The most words that the name of an option has. */
const maxOption = 5;

/** `Cambridge Primary support site for the exams`: as many words as name what may be chosen. */
function longestOption(call: Call, { ask, schema }: Input<unknown, unknown>, words: Word[]): number {
  if (ask?.(call)?.kind !== 'choice') return 1;
  let count = Math.min(words.length, maxOption);
  while (count > 1 && !schema.safeParse(inOne(words.slice(0, count))).success) count -= 1;
  return count;
}

/** `Ben Okafor left in July`: as many words as still name someone. */
async function longestName(
  call: Call,
  input: Input<unknown, unknown>,
  words: Word[],
): Promise<{ count: number; found?: Resolved<unknown> }> {
  const find = async (count: number) => {
    const parsed = input.schema.safeParse(inOne(words.slice(0, count)));
    return parsed.success ? await input.resolve?.(call, parsed.data) : undefined;
  };
  for (let count = Math.min(words.length, 4); count > 1; count -= 1) {
    const found = await find(count);
    if (!found || 'near' in found) continue;
    // The *for* in `Ben Okafor for good` is in the middle of his name, and not of it.
    while (count > 1 && !beginsName(found, words[count - 1]) && isSame(found, await find(count - 1))) count -= 1;
    return { count, found };
  }
  return { count: 1 };
}

const idOf = (found: Resolved<unknown> | undefined) =>
  found && 'one' in found ? (found.one as Person | null | undefined)?.id : undefined;

const isSame = (a: Resolved<unknown>, b: Resolved<unknown> | undefined) => idOf(a) !== undefined && idOf(a) === idOf(b);

const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Whether a word is the beginning of one of someone's name; taken to be where it is not known whose. */
function beginsName(found: Resolved<unknown>, word: Word | undefined): boolean {
  const person = 'one' in found ? (found.one as Person | null | undefined) : undefined;
  if (!person || !word) return true;
  return folded(fullName(person))
    .split(/[\s-]+/)
    .some((part) => part.startsWith(folded(word.text)));
}
