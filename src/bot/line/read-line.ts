import type { Call, Command, Input, Raw, Resolved } from '../command.ts';
import { parseLine, type Word } from './parse.ts';

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
    return { raw: command.fromLine(words, line.keys), resolved: {}, unparsed: [] };
  }
  const raw: Raw = { ...line.keys };
  const resolved: ReadLine['resolved'] = {};
  const words = [...line.words];
  const take = (count = words.length) => inOne(words.splice(0, count));
  const places = Object.entries(command.inputs).filter(
    ([name, i]) => (i.line === 'word' || i.line === 'words') && !(name in raw),
  );
  for (const [index, [name, input]] of places.entries()) {
    const [first] = words;
    if (!first) break;
    const named = input.resolve && !isExact(first);
    if (input.line === 'words' || (named && index === places.length - 1)) raw[name] = take();
    else if (named) {
      const { count, found } = await longestName(call, input, words);
      raw[name] = take(count);
      if (found) resolved[name] = found;
    } else if (input.resolve || input.required || input.schema.safeParse(first.text).success) raw[name] = take(1);
  }
  // In `reason: left in July` the reason is all of it.
  const given = Object.keys(line.keys).find((name) => command.inputs[name]?.line === 'words');
  if (given && words.length > 0) raw[given] = `${raw[given]} ${take()}`;
  return { raw, resolved, unparsed: words.map((w) => w.text) };
}

const inOne = (words: Word[]) => words.map((w) => w.text).join(' ');

/** Whether a word says by itself who is meant. */
const isExact = (word: Word) => word.quoted || word.text.includes('@') || word.text.startsWith('id:');

/** `Ben Okafor left in July`: as many words as still name someone. */
async function longestName(
  call: Call,
  input: Input<unknown, unknown>,
  words: Word[],
): Promise<{ count: number; found?: Resolved<unknown> }> {
  for (let count = Math.min(words.length, 4); count > 1; count -= 1) {
    const parsed = input.schema.safeParse(inOne(words.slice(0, count)));
    const found = parsed.success && (await input.resolve?.(call, parsed.data));
    if (found && !('near' in found)) return { count, found };
  }
  return { count: 1 };
}
