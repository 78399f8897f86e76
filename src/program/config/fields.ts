import { z } from 'zod';

/** The kinds of setting there are; each message is what follows `NAME: `. */

export const url = (schemes: string[], example: string) =>
  z.string().refine((s) => URL.canParse(s) && schemes.includes(new URL(s).protocol), {
    error: `this is not an address such as ${example}`,
    abort: true,
  });

/** An empty line in `.env` is none. */
export const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((v) => (typeof v === 'string' && v.trim() === '' ? undefined : v), schema.optional());

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
