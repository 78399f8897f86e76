import { z } from 'zod';
import type { Person } from '../service/people/person.ts';
import { field as say } from '../ui/sentences/bot.ts';
import type { Ask, Call, Input } from './command.ts';
import { type Day, readDay } from './line/day.ts';
import { findWhom, maxReference } from './line/find-person.ts';

/** The kinds of input there are: each says how it is asked for, how it is typed, and what it takes. */

/** What every input is told. */
export interface Common {
  label: string;
  hint?: string;
  line?: Input<unknown>['line'];
  /** Whether a form asks for it in this call; it does unless this says otherwise. */
  asksIf?: (call: Call) => boolean;
}

/** How a form asks for it, where it does. */
export const asked = (o: Common, ask: (call: Call) => Ask) => (call: Call) =>
  o.asksIf && !o.asksIf(call) ? undefined : ask(call);

/** What an empty field is: nothing. */
const emptyToNothing = (v: unknown): unknown =>
  v === '' || v === null || (typeof v === 'string' && v.trim() === '') ? undefined : v;

/** The same, where nothing need be given: an empty field is nothing. */
export const optional = <T>(schema: z.ZodType<T>): z.ZodType<T | undefined> =>
  z.preprocess(emptyToNothing, schema.optional());

function required<T>(schema: z.ZodType<T | undefined>, missing: string): z.ZodType<T> {
  return schema.transform((given, ctx): T => {
    if (given !== undefined) return given;
    ctx.addIssue({ code: 'custom', message: missing });
    return z.NEVER;
  });
}

/** The same, where it has to be given. @param missing what is said where it is not */
export function needed<T>(input: Input<T | undefined>, missing: string): Input<T> {
  const ask = (call: Call): Ask | undefined => {
    const asks = input.ask?.(call);
    return asks?.kind === 'rows' ? asks : asks && { ...asks, required: true };
  };
  return { schema: required(input.schema, missing), ask, line: input.line, required: true };
}

/** Words that name someone. */
export const reference = z.string().trim().max(maxReference, say.tooLong(maxReference));

/** Someone at this school, by e-mail, mention, name or id. */
export function person(o: Common): Input<Person, string> {
  return {
    schema: required(optional(reference), say.choose),
    resolve: findWhom,
    ask: asked(o, () => ({ kind: 'person', label: o.label, hint: o.hint, required: true })),
    line: o.line ?? 'word',
    required: true,
  };
}

export function optionalPerson(o: Common): Input<Person | undefined, string | undefined> {
  return {
    schema: optional(reference),
    resolve: async (call, words) => (words === undefined ? { one: undefined } : findWhom(call, words)),
    ask: asked(o, () => ({ kind: 'person', label: o.label, hint: o.hint })),
    line: o.line ?? 'word',
    required: false,
  };
}

/** Words, at most `max` characters of them. */
export function text(o: Common & { max: number; format?: 'email' }): Input<string | undefined> {
  const { label, hint, max, format } = o;
  return {
    schema: optional(z.string().trim().max(max, say.tooLong(max))),
    ask: asked(o, () => ({ kind: 'text', label, hint, max, format })),
    line: o.line ?? 'key',
    required: false,
  };
}

/**
 * A text that may be emptied: where it is given at all, '' included, that is what is meant. For forms that are filled in
 * beforehand, where an empty field is a mistake to point at, not "leave it as it is".
 */
export function detail(o: Common & { max: number; format?: 'email' }): Input<string | undefined> {
  const { label, hint, max, format } = o;
  return {
    schema: z.string().trim().max(max, say.tooLong(max)).optional(),
    ask: asked(o, () => ({ kind: 'text', label, hint, max, format, required: true })),
    line: 'key',
    required: false,
  };
}

/** A whole number of nothing, or more. */
export function whole(o: Common): Input<number | undefined> {
  const digits = z
    .string()
    .trim()
    .regex(/^\d{1,6}$/, say.noNumber)
    .transform(Number);
  return {
    schema: optional(z.union([z.number().int(), digits], say.noNumber)),
    ask: asked(o, () => ({ kind: 'text', label: o.label, hint: o.hint, max: 6 })),
    line: 'key',
    required: false,
  };
}

/** A channel: `here`, `none`, a mention of it, or the platform's id; asked for where the platform has a list of them. */
export function channel(o: Common): Input<string | undefined> {
  const id = (typed: string) => /^<#([^|>]+)(?:\|[^>]*)?>$/.exec(typed)?.[1] ?? typed;
  return {
    schema: optional(z.string().trim().max(200, say.tooLong(200)).transform(id)),
    ask: (call) => (call.channelAt ? { kind: 'channel', label: o.label, hint: o.hint } : undefined),
    line: 'key',
    required: false,
  };
}

/** Yes or no; nothing where it was not said. */
export function toggle(o: Common): Input<boolean | undefined> {
  const said = (v: unknown) => (typeof v === 'string' ? /^(yes|y|on|true|1)$/i.test(v.trim()) : v);
  return {
    schema: z.preprocess(said, z.boolean().optional()),
    ask: asked(o, () => ({ kind: 'toggle', label: o.label, hint: o.hint })),
    line: o.line ?? 'key',
    required: false,
  };
}

/** Carried by buttons, never typed nor asked for: the place in a list, say. */
export const hidden = <T>(schema: z.ZodType<T>): Input<T | undefined> => ({
  schema: optional(schema),
  line: 'none',
  required: false,
});

/** A day in the past, which means something only with "now" and a time zone. */
export function day(o: Common): Input<Day | undefined> {
  const schema = z.string().transform((typed, ctx): Day => {
    const read = readDay(typed);
    if (!read) ctx.addIssue({ code: 'custom', message: say.noDate });
    return read ?? z.NEVER;
  });
  return {
    schema: optional(schema),
    ask: asked(o, () => ({ kind: 'text', label: o.label, hint: o.hint, max: 40 })),
    line: o.line ?? 'key',
    required: false,
  };
}
