import { z } from 'zod';
import { setting } from './fields.ts';

/** Fewest characters that a secret key has. */
export const minKeyLength = 32;

const tooShort = `this is too short; use at least ${minKeyLength} characters, such as those of: openssl rand -hex 32`;
const noKey = `no key here has ${minKeyLength} characters. Name the SECRET_KEY of before as it was, and several with a comma between them`;

/** A key may have commas and spaces of its own: so what stands between commas is tried, and all of it as one. */
const keysIn = (text: string): string[] =>
  [...new Set([...text.split(',').map((key) => key.trim()), text])].filter((key) => key.length >= minKeyLength);

export const secretKeyFields = {
  SECRET_KEY: setting(
    {
      is: `What seals secrets in the database and makes those in links: at least ${minKeyLength} characters, such as \`openssl rand -hex 32\` prints. Keep it.`,
      without: 'it is made at the first start and kept in `.data/secret-key`',
      needed: 'with `DATABASE_URL`',
    },
    z.string().min(minKeyLength, tooShort),
  ),
  SECRET_KEY_BEFORE: setting(
    {
      is: 'While `SECRET_KEY` is changed: the one of before, with commas of its own too, or several with a comma between them.',
      without: '`SECRET_KEY` alone is good',
    },
    z
      .string()
      .transform(keysIn)
      .refine((keys) => keys.length > 0, noKey),
  ),
};

/** What the keys lack, taken together; a line each. */
export function secretKeyProblems({ SECRET_KEY: key, SECRET_KEY_BEFORE: before, DATABASE_URL: url }: Env): string[] {
  const isThere = (value: string | undefined) => (value ?? '').trim() !== '';
  if (isThere(url) && !isThere(key))
    return [
      'SECRET_KEY: missing, and needed with DATABASE_URL. Set it to what `openssl rand -hex 32` prints, and keep it.',
    ];
  if (before && key && keysIn(before).includes(key))
    return ['SECRET_KEY_BEFORE: this has SECRET_KEY itself among the keys of before. Take it out.'];
  return [];
}

type Env = Record<string, string | undefined>;
