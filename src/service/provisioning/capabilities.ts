import { z } from 'zod';
import type { SiteState } from './state.ts';

/** One thing that a site is told of a user. */
export type Part = keyof SiteState;

export const parts = [
  'externalId',
  'email',
  'firstName',
  'lastName',
  'active',
  'roles',
  'programmes',
  'centreNumber',
] as const satisfies Part[];

/**
 * How an account is looked up there: in one question for our id and the e-mail, in one for each, in one for the e-mail
 * alone, or in the list of all. Each asks less of the site than the one before.
 */
export const lookUps = ['both', 'each', 'email', 'list'] as const;

const schema = z.object({
  lookUp: z.enum(lookUps).optional(),
  /** It does not take the change of a part of an account: all of it is put. */
  wholeOnly: z.boolean().optional(),
  /** It takes `application/json`, and not SCIM's own type. */
  plainJson: z.boolean().optional(),
  /** Since when, in milliseconds, it is not known whether it keeps something that it was told and did not show. */
  unsureSince: z.number().optional(),
  /** Whether it showed what it was told, did not, or refuses to be told. Nothing for what is not known yet. */
  parts: z.partialRecord(z.enum(parts), z.enum(['kept', 'lost', 'refused'])).default({}),
});

/** What a site was seen to understand and to keep. What is not there is not known yet, and taken to be as SCIM has it. */
export type Capabilities = z.output<typeof schema>;

export const readCapabilities = (stored: unknown): Capabilities => schema.catch({ parts: {} }).parse(stored);

/** What the site does not keep, of what it is told. */
export const notKept = (known: Capabilities): Part[] =>
  parts.filter((part) => known.parts[part] === 'lost' || known.parts[part] === 'refused');

/** Whether someone may sign in, and by what name, is told to all, whatever they keep. */
export const isAlwaysTold = (part: Part): boolean => part === 'active' || part === 'email';

/** What it need not be told. */
export const notTold = (known: Capabilities): Part[] => notKept(known).filter((part) => !isAlwaysTold(part));
