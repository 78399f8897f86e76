import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { fileProblem } from '../../lib/file-problem.ts';
import { decode } from '../env-file/decode.ts';
import { typedPath } from '../typed-path.ts';

/** Fewest characters: a file that is taken away can be tried for as long as one likes. */
const minLength = 12;

const tooShort = `A passphrase of fewer than ${minLength} characters is found by trying. Use more: four words that have nothing to do with each other will do.`;

interface Options {
  /** The file that has it, in its first line. Nothing: it is asked for, at a terminal. */
  file: string | undefined;
  /** Whether it seals something new: it is asked for twice then, and may not be short. */
  isNew: boolean;
}

/** @throws Error with a sentence, where there is none, it is too short, or two that were typed differ */
export async function passphraseFrom({ file, isNew }: Options): Promise<string> {
  const given = file === undefined ? await typed(isNew) : inFile(file);
  if (isNew && given.length < minLength) throw new Error(tooShort);
  return given;
}

/** The same passphrase typed at another machine has to open it: a mark of the encoding is no part of it. */
function inFile(given: string): string {
  const file = typedPath(given);
  const [first = ''] = decode(bytesOf(file), file).split(/\r?\n/);
  if (first === '') throw new Error(`${file}: there is no passphrase in its first line.`);
  return first;
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    // Of a folder the system does not say which it is.
    throw fileProblem(Object.assign(error as Error, { path: file }));
  }
}

async function typed(isNew: boolean): Promise<string> {
  if (!process.stdin.isTTY)
    throw new Error(
      'There is no terminal to ask for the passphrase. Put it into a file, and name that: --passphrase-file=FILE',
    );
  const first = await ask('Passphrase: ');
  if (isNew && first.length >= minLength && (await ask('Once more: ')) !== first)
    throw new Error('The two passphrases differ. Nothing was done.');
  return first;
}

/** Asks at the terminal, and shows nothing of what is typed. */
function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_piece, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  return new Promise((resolve, reject) => {
    terminal.once('line', resolve);
    terminal.once('SIGINT', () => reject(new Error('Nothing was done.')));
    terminal.once('close', () => reject(new Error('Nothing was done.')));
  }).finally(() => {
    process.stderr.write('\n');
    terminal.close();
  }) as Promise<string>;
}
