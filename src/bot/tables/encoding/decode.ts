import { isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { withWorker } from '../worker/ask.ts';
import { decoderOf } from './decoders.ts';
import { encodings } from './encodings.ts';

export interface Decoded {
  text: string;
  /** Where it was guessed: as what, and what else it may be, the likeliest first. */
  encoding?: { guessed: string; others: string[] };
  /** The encoding that was chosen in place of a guess. */
  chosen?: string;
}

/** What a file may be said to be in. */
const known = ['utf-8', 'utf-16le', 'utf-16be', ...encodings];

/**
 * What is written in a file. UTF-8 and UTF-16 are told for certain, with a mark or without; a few bad bytes in UTF-8 become the
 * sign for what can't be read, and the rest is kept. All else is a guess.
 *
 * @param chosen in place of the guess; what is none of ours counts for nothing
 * @param likely where the bytes leave it open
 * @throws Refusal `busy`
 */
export async function decode(bytes: Uint8Array, likely: string, chosen?: string): Promise<Decoded> {
  if (chosen && known.includes(chosen)) return { text: await inParts(bytes, chosen), chosen };
  const unicode = unicodeOf(bytes);
  if (unicode) return { text: await inParts(bytes, unicode) };
  const text = await inParts(bytes, 'utf-8');
  // What another program could not read stands in a file that is whole.
  if (isUtf8(Buffer.from(bytes)) || isMostlyGood(text)) return { text };
  const ask = { type: 'guess', sample: sampleOf(bytes), likely } as const;
  const [guessed = likely, ...others] = (await withWorker((worker) => worker(ask, 'guessed'))).encodings;
  return { text: await inParts(bytes, guessed), encoding: { guessed, others } };
}

/** Whether characters beyond ASCII were read in UTF-8 by twice as many as were not: no other encoding makes many such by chance. */
function isMostlyGood(text: string): boolean {
  let good = 0;
  let bad = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0xfffd) bad += 1;
    // Of two halves of a character one counts.
    else if (code > 0x7f && (code & 0xfc00) !== 0xdc00) good += 1;
  }
  return good >= 2 * bad;
}

/** By its mark, or by the zeros that every other byte is. */
function unicodeOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const begin = bytes.subarray(0, 2_000);
  const zeros = [0, 0];
  for (const [i, byte] of begin.entries()) if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) < begin.length / 5 || Math.min(even, odd) > begin.length / 20) return undefined;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/** Most bytes that a guess is made by, and of what stands in the same line before and behind a sign beyond ASCII. */
const maxSample = 20_000;
const maxBeside = 400;

/** The lines that have something beyond ASCII in them: the rest says nothing of the encoding. */
function sampleOf(bytes: Uint8Array): Uint8Array {
  const isEnd = (at: number) => bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === undefined;
  const sample: number[] = [];
  for (let at = 0; at < bytes.length && sample.length < maxSample; at += 1) {
    if ((bytes[at] ?? 0) < 0x80) continue;
    let from = at;
    while (from > at - maxBeside && !isEnd(from - 1)) from -= 1;
    while (at < from + 2 * maxBeside && !isEnd(at + 1)) at += 1;
    sample.push(...bytes.subarray(from, at + 1), 0x0a);
  }
  return Uint8Array.from(sample.slice(0, maxSample));
}

/** Bytes between two turns of others: a few milliseconds of work. */
const perTurn = 250_000;

async function inParts(bytes: Uint8Array, encoding: string): Promise<string> {
  const decoder = decoderOf(encoding);
  let text = '';
  for (let at = 0; at < bytes.length; at += perTurn) {
    if (at > 0) await nextTurn();
    text += decoder.decode(bytes.subarray(at, at + perTurn), { stream: true });
  }
  return text + decoder.decode();
}
