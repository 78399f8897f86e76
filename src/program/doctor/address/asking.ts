import { type HttpAnswer, HttpFailure, httpClient } from '../../../lib/http-client.ts';
import type { Keys } from '../../../service/keys/derived.ts';
import { ask, questionHeader, type Seen } from '../../own-question.ts';
import { networkWord } from '../network-word.ts';

/** Larger than any answer of ours, in bytes; of others' pages no more is read. */
const maxBytes = 100_000;

/** What came of asking at PUBLIC_URL. */
export type Asked =
  /** It is this Staffroom. */
  | { seen: Seen }
  /** Someone else answers, or nobody. */
  | { seen?: undefined; answer: HttpAnswer }
  | { seen?: undefined; answer?: undefined; word: string };

export interface Asking {
  /** Asks this Staffroom, at PUBLIC_URL, what it sees of such a request. */
  ask(how?: {
    method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    headers?: Record<string, string>;
    body?: Uint8Array;
  }): Promise<Asked>;
  /** Sends anything else to PUBLIC_URL. */
  send(method: 'GET' | 'POST', path: string): Promise<HttpAnswer | { word: string }>;
}

/** @param publicUrl without a slash at its end; it is asked wherever its name leads, for its owner gave it */
export function openAsking(publicUrl: string, keys: Keys, clock: () => Date, signal: AbortSignal): Asking {
  const http = httpClient({ home: false, own: new URL(publicUrl) });
  const request = (path: string, options: Omit<Parameters<typeof http>[1], 'signal' | 'maxBytes'>) =>
    http(`${publicUrl}${path}`, { ...options, signal, maxBytes }).catch((error: unknown) => {
      // Another's page may be as large as it likes.
      const isTooLarge = error instanceof HttpFailure && error.problem === 'too-large';
      return { word: isTooLarge ? 'it answers with a large page' : networkWord(error) };
    });
  return {
    async ask({ method = 'GET', headers = {}, body } = {}) {
      const question = ask(keys, clock());
      const answer = await request('/healthz', {
        method,
        headers: { ...headers, [questionHeader]: question.header },
        ...(body && { body }),
      });
      if ('word' in answer) return answer;
      const seen = question.read(answer.body.toString('utf8'));
      return seen ? { seen } : { answer };
    },
    send: (method, path) => request(path, { method }),
  };
}
