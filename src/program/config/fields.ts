import { z } from 'zod';

/** The kinds of setting there are; each message is what follows `NAME: `. */

export const url = (schemes: string[], example: string) =>
  z.string().refine((s) => URL.canParse(s) && schemes.includes(new URL(s).protocol), {
    error: `this is not an address such as ${example}`,
    abort: true,
  });

/**
 * An address with a user and a password: of an `@`, `/` or `#` that stands there as it is, a part of the password would be the server.
 *
 * @param path what may stand behind the server
 */
export const urlWithPassword = (schemes: string[], example: string, path: RegExp) =>
  url(schemes, example).refine((s) => path.test(new URL(s).pathname) && new URL(s).hash === '', {
    error: 'a / or a # stands in it where none belongs. In user and password write / as %2F, # as %23 and @ as %40',
    abort: true,
  });

/**
 * What a setting is for whoever sets it. README's table, docs/settings.md and `.env.example` are made of it by `npm run settings`; in
 * all of it, what one types stands in backticks.
 */
export interface About {
  /** What it is; begins with a capital letter and ends with a full stop. */
  is: string;
  /** With what it has to be there: `with …` or `at …`. Nothing: with nothing. */
  needed?: string;
  /** What holds without it, as the end of a sentence. Nothing: there is no doing without it where it is needed. */
  without?: string;
  /** What stands behind `NAME=` in `.env.example`. Nothing: it is told in `is`, or nobody else's would do. */
  example?: string;
}

const abouts = z.registry<About>();

/** A setting that may be left out. An empty line in `.env` is none. */
export const setting = <T extends z.ZodType>(about: About, schema: T) =>
  z
    .preprocess((v) => (typeof v === 'string' && v.trim() === '' ? undefined : v), schema.optional())
    .register(abouts, about);

/** @throws Error for what `setting` has not made */
export function aboutOf(field: z.ZodType): About {
  const about = abouts.get(field);
  if (!about) throw new Error('This field says nothing of itself: make it with setting().');
  return about;
}

/** Several, as they stand between the commas. */
export const commaSeparated = z.string().transform((s) =>
  s
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

/** Words of one line, at most so many characters. */
export const words = (max: number) =>
  z
    .string()
    .refine((s) => [...s].length <= max, { error: `this is too long; use at most ${max} characters` })
    .refine((s) => !/\p{Cc}/u.test(s), { error: 'this has more than one line; use one' });
