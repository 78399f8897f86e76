import { z } from 'zod';
import { shorten } from '../lib/text.ts';
import type { Person } from '../service/people/person.ts';
import { mayAtAll } from '../service/policy.ts';
import type { Option } from '../ui/form.ts';
import { withNames } from '../ui/mention.ts';
import { field as say } from '../ui/sentences/bot.ts';
import type { Ask, Call, Input } from './command.ts';
import { type Day, readDay } from './line/day.ts';
import { maxReference } from './line/find-person.ts';
import { findOnly, findWhomAll } from './line/find-whom-all.ts';
import { type Options, pick, several } from './line/options.ts';
import { plainHyphens } from './line/parse.ts';

/** The kinds of input there are: each says how it is asked for, how it is typed, and what it takes. */

/** What every input is given. */
export interface Common {
  label: string;
  hint?: string;
  /** How a form shows it: see the fields of `src/ui/form.ts`. */
  shown?: 'beside' | 'folded';
  /** `key` if nothing is said. */
  line?: Input<unknown>['line'];
  /** Words that may stand before it on a line. */
  ledBy?: readonly string[];
  /** Whether it is meant only behind such a word. */
  ledOnly?: boolean;
  /** Whether a form asks for it in this call; it does unless this says otherwise. */
  asksIf?: (call: Call) => boolean;
}

type Field = Ask extends infer A ? (A extends Ask ? Omit<A, 'label' | 'hint'> : never) : never;

/** An input that need not be given. */
export const inputOf = <T>(o: Common, schema: z.ZodType<T>, field: (call: Call) => Field): Input<T> => ({
  schema,
  ask: (call) =>
    o.asksIf && !o.asksIf(call)
      ? undefined
      : { ...field(call), label: o.label, hint: o.hint, ...(o.shown && { [o.shown]: true }) },
  line: o.line ?? 'key',
  ledBy: o.ledBy,
  ledOnly: o.ledOnly,
  required: false,
});

/** An empty field is nothing. */
const emptyToNothing = (v: unknown): unknown =>
  v === null || (typeof v === 'string' && v.trim() === '') ? undefined : v;

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
  return { ...input, schema: required(input.schema, missing), ask, required: true } as Input<T>;
}

/** Words that name someone. */
export const reference = z.string().trim().max(maxReference, say.tooLong(maxReference));

/** Someone at this school, by e-mail, mention, name or id. */
export const person = (o: Common): Input<Person, string> => ({
  ...inputOf({ line: 'word', ...o }, required(optional(reference), say.choose), () => ({
    kind: 'person',
    required: true,
  })),
  resolve: findOnly,
  required: true,
});

/** The same; oneself, where whoever sees nobody else names no one. */
export const personOrSelf = (o: Common): Input<Person, string> => ({
  ...person(o),
  byDefault: ({ ctx }) => (mayAtAll(ctx.actor, 'user.list') ? undefined : `id:${ctx.actor.id}`),
});

export const optionalPerson = (o: Common): Input<Person | undefined, string | undefined> => ({
  ...inputOf({ line: 'word', ...o }, optional(reference), () => ({ kind: 'person' })),
  resolve: async (call, words) => (words === undefined ? { one: undefined } : findOnly(call, words)),
});

/** Most people that are named at once; most characters of their names in one text; most that a form's field holds. */
export const maxPeople = 2_000;
const maxPeopleText = 100_000;
const maxInField = 100;

const named = z.string().max(maxPeopleText, say.tooLong(maxPeopleText));

// One text or several, made several first: of a union that takes neither, nobody reads why.
const references = z.preprocess(
  (given) => (typeof given === 'string' ? [given] : given),
  z
    .array(named)
    .max(maxPeople, say.tooMany(maxPeople))
    .transform((all) => {
      const each = all.filter((words) => words.trim() !== '');
      return each.length > 0 ? each : undefined;
    }),
);

/** Some people at this school, each named as one is: on a line after one another, in a form chosen one by one. */
export const people = (o: Common): Input<Person[], string[]> => ({
  ...inputOf({ line: 'words', ...o }, required(optional(references), say.choose), () => ({
    kind: 'person',
    several: maxInField,
    required: true,
  })),
  resolve: findWhomAll,
  several: true,
  required: true,
});

/** The same, where nobody need be named. */
export const optionalPeople = (o: Common): Input<Person[] | undefined, string[] | undefined> => ({
  ...people(o),
  schema: optional(references),
  ask: (call) => {
    const asks = people(o).ask?.(call);
    return asks?.kind === 'person' ? { ...asks, required: false } : asks;
  },
  resolve: async (call, named) => (named === undefined ? { one: undefined } : findWhomAll(call, named)),
  required: false,
});

/** Text of at most `max` characters. */
export type TextOptions = Common & { max: number; format?: 'email'; multiline?: boolean };

export const upTo = (max: number) => z.string().trim().max(max, say.tooLong(max));

/** The same of words that are read as they stand: with names in place of what a chat writes for people. */
const wordsUpTo = (max: number) => z.string().transform(withNames).pipe(upTo(max));

export const text = ({ max, format, multiline, ...o }: TextOptions): Input<string | undefined> =>
  inputOf(o, optional(wordsUpTo(max)), () => ({ kind: 'text', max, format, multiline }));

/** Why something is done: on a line what is left behind people and days. */
export const reason = (o: Common & { max: number }): Input<string | undefined> => ({
  ...text({ multiline: true, line: 'words', ...o }),
  isReason: true,
});

/**
 * A text that may be emptied: where it is given at all, '' included, that is what is meant. For forms that are filled in
 * beforehand, where an empty field is a mistake to point at, not "leave it as it is".
 */
export const detail = ({
  max,
  format,
  mayBeEmpty,
  ...o
}: Omit<TextOptions, 'multiline'> & { mayBeEmpty?: boolean }): Input<string | undefined> =>
  inputOf(o, wordsUpTo(max).optional(), () => ({ kind: 'text', max, format, required: !mayBeEmpty }));

/** The same where an empty one means none. */
export const emptiable = ({ max, format, multiline, ...o }: TextOptions): Input<string | undefined> =>
  inputOf(o, wordsUpTo(max).optional(), () => ({ kind: 'text', max, format, multiline }));

/** A whole number; which ones will do is for the use case to say. */
export function whole(o: Common): Input<number | undefined> {
  const digits = z
    .string()
    .trim()
    .transform(plainHyphens)
    .pipe(z.string().regex(/^-?\d{1,15}$/, say.noNumber))
    .transform(Number);
  return inputOf(o, optional(z.union([z.number().int(), digits], say.noNumber)), () => ({ kind: 'text', max: 6 }));
}

/** A channel: `here`, `none`, a mention of it, or the platform's id; asked for where the platform has a list of them. */
export function channel(o: Common): Input<string | undefined> {
  const id = (typed: string) => /^<#([^|>]+)(?:\|[^>]*)?>$/.exec(typed)?.[1] ?? typed;
  const asksIf = (call: Call) => call.channelAt !== undefined;
  return inputOf({ ...o, asksIf }, optional(upTo(200).transform(id)), () => ({ kind: 'channel' }));
}

const yes = ['yes', 'y', 'on', 'true', '1'];
/** An empty one comes from a box that is not ticked. */
const no = ['no', 'n', 'off', 'false', '0', ''];

/** Yes or no; nothing where it was not said. */
export function toggle(o: Common): Input<boolean | undefined> {
  const read = (v: unknown, ctx: z.RefinementCtx) => {
    const word = typeof v === 'string' ? v.trim().toLowerCase() : undefined;
    if (word === undefined) return v;
    if (yes.includes(word) || no.includes(word)) return yes.includes(word);
    ctx.addIssue({ code: 'custom', message: say.notOneOf(shorten(word, 40), ['yes', 'no']) });
    return z.NEVER;
  };
  return inputOf(o, z.preprocess(read, z.boolean().optional()), () => ({ kind: 'toggle' }));
}

/** Carried by buttons, never typed nor asked for: the place in a list, say. */
export const hidden = <T>(schema: z.ZodType<T>): Input<T | undefined> => ({
  schema: optional(schema),
  line: 'none',
  required: false,
});

/** A day, which means something only with "now" and a time zone; in the past, where nothing else is said. */
export function day({ towards, ...o }: Common & { towards?: 'future' }): Input<Day | undefined> {
  const schema = z.string().transform((typed, ctx): Day => {
    const read = readDay(typed, towards);
    if (!read) ctx.addIssue({ code: 'custom', message: say.noDate });
    return read ?? z.NEVER;
  });
  return inputOf(o, optional(schema), () => ({ kind: 'text', max: 40 }));
}

const oneOf = <K extends string>(options: Options<K>) =>
  z.string().transform((typed, ctx): K => {
    const key = pick(options, typed);
    if (!key) ctx.addIssue({ code: 'custom', message: say.notOneOf(shorten(typed, 40), Object.keys(options)) });
    return key ?? z.NEVER;
  });

interface OptionsOf<K extends string> extends Common {
  options: Options<K>;
  hints?: Partial<Record<K, string>>;
  /** Those that a form offers. */
  only?: (call: Call) => readonly K[];
}

interface ChoiceOptions<K extends string> extends OptionsOf<K> {
  /** What words on a line mean, beside their keys and names. */
  meaning?: (words: string) => K | undefined;
}

function offered<K extends string>({ options, hints, only }: OptionsOf<K>, call: Call): Option[] {
  const keys = only?.(call);
  return (Object.entries(options) as [K, string][])
    .filter(([value]) => !keys || keys.includes(value))
    .map(([value, label]) => ({ value, label, hint: hints?.[value] }));
}

export const choice = <K extends string>(o: ChoiceOptions<K>): Input<K | undefined> => ({
  ...inputOf(o, optional(oneOf(o.options)), (call) => ({ kind: 'choice', options: offered(o, call) })),
  meaning: o.meaning,
});

/** Any of a few; nothing where it was not given, which is not the same as none. */
export const choices = <K extends string>(
  o: OptionsOf<K> & {
    implies?: (call: Call) => { field: string; by: Record<string, string[]> };
    /** What words mean that are no option's name or key: several, perhaps; none where they mean nothing. */
    meaning?: (words: string) => K[];
  },
): Input<K[] | undefined> =>
  inputOf(
    o,
    z.preprocess((given) => meant(several(given), o.meaning), z.array(oneOf(o.options)).optional()),
    (call) => ({
      kind: 'choices',
      options: offered(o, call),
      implies: o.implies?.(call),
      meaning: o.meaning,
    }),
  );

function meant(given: unknown, meaning: (words: string) => string[] = () => []): unknown {
  if (!Array.isArray(given)) return given;
  return [...new Set(given.flatMap((each) => (typeof each === 'string' ? orItself(meaning(each), each) : [each])))];
}

const orItself = <T>(found: T[], itself: T): T[] => (found.length > 0 ? found : [itself]);
