import { randomBytes } from 'node:crypto';
import type { RequestHandler } from 'express';
import { isSameSecret } from '../lib/hash.ts';
import { jsonIn, objectOf, stringOf, stringsOf } from '../lib/json.ts';
import { base64url, type Keys, macsOf } from '../service/keys/derived.ts';

/**
 * How one who has SECRET_KEY asks a Staffroom what it sees of a request: whether the address leads to it at all, and what a proxy
 * in between makes of where requests come from. The answer is of that request alone, and only who made the question can tell that it
 * is true. Whoever reads a question on the way learns by it, for a minute, what the program sees of their own request.
 */

/** The header that carries it. */
export const questionHeader = 'staffroom-question';

/** For how long a question is answered, in milliseconds; also how far the two clocks may be apart. */
const goodMs = 60_000;

/** What the program sees of a request, and since when it runs. */
export interface Seen {
  /** Whom it takes for the one who asks. */
  ip: string;
  /** Who connects to it. */
  from: string;
  /** `X-Forwarded-For`, as it arrived. */
  forwardedFor: string;
  /** The names of all headers. */
  headers: string[];
  /** When the program started, in milliseconds since 1970; nothing of one of before. */
  startedAt?: number;
}

interface Question {
  header: string;
  /** What was seen, where the answer is of a Staffroom with this key; nothing where it is of anyone else. @param body as it came */
  read(body: string): Seen | undefined;
}

export function ask(keys: Keys, now: Date): Question {
  const what = `${now.getTime()}.${randomBytes(16).toString('base64url')}`;
  const [mac] = macsOf(keys, asked(what), base64url);
  return {
    header: `${what}.${mac}`,
    read(body) {
      const { seen, proof } = objectOf(jsonIn(body));
      const isOurs = macsOf(keys, answered(what, JSON.stringify(seen)), base64url).some((mac) =>
        isSameSecret(mac, stringOf(proof) ?? ''),
      );
      if (!isOurs) return undefined;
      const { ip, from, forwardedFor, headers, startedAt } = objectOf(seen);
      return {
        ...{ ip: stringOf(ip) ?? '', from: stringOf(from) ?? '', forwardedFor: stringOf(forwardedFor) ?? '' },
        headers: stringsOf(headers),
        ...(typeof startedAt === 'number' && { startedAt }),
      };
    },
  };
}

/** Answers such questions, at `/healthz`; all else goes on. */
export function answerOwn(app: Keys & { clock: () => Date }): RequestHandler {
  return (req, res, next) => {
    const [, what = '', at = '', mac = ''] =
      /^((\d{1,16})\.[\w-]{22})\.([\w-]{43})$/.exec(req.get(questionHeader) ?? '') ?? [];
    const isDue = Math.abs(app.clock().getTime() - Number(at)) < goodMs;
    if (!what || !isDue || !macsOf(app, asked(what), base64url).some((own) => isSameSecret(own, mac))) return next();
    const plain = (address = '') => address.replace(/^::ffff:(?=\d+\.)/, '');
    const seen: Seen = {
      ip: plain(req.ip),
      from: plain(req.socket.remoteAddress),
      forwardedFor: (req.get('x-forwarded-for') ?? '').slice(0, 500),
      headers: Object.keys(req.headers).slice(0, 100),
      startedAt: Math.round(performance.timeOrigin),
    };
    const [proof] = macsOf(app, answered(what, JSON.stringify(seen)), base64url);
    res.set('cache-control', 'no-store').json({ status: 'ok', seen, proof });
  };
}

const asked = (what: string) => `own-question:${what}`;
const answered = (what: string, seen: string | undefined) => `own-answer:${what}:${seen}`;
