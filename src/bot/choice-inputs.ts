import { z } from 'zod';
import { shorten } from '../lib/text.ts';
import type { Option } from '../ui/form.ts';
import { field as say } from '../ui/sentences/bot.ts';
import type { Call, Input } from './command.ts';
import { asked, type Common, optional } from './inputs.ts';
import { type Options, pick, several } from './line/options.ts';

/** Inputs that are chosen from a few options, asked for by name. */

const oneOf = <K extends string>(options: Options<K>) =>
  z.string().transform((typed, ctx): K => {
    const key = pick(options, typed);
    if (!key) ctx.addIssue({ code: 'custom', message: say.notOneOf(shorten(typed, 40), Object.keys(options)) });
    return key ?? z.NEVER;
  });

const asOptions = <K extends string>(
  options: Options<K>,
  only?: readonly K[],
  hints?: Partial<Record<K, string>>,
): Option[] =>
  (Object.entries(options) as [K, string][])
    .filter(([value]) => !only || only.includes(value))
    .map(([value, label]) => ({ value, label, ...(hints?.[value] && { hint: hints[value] }) }));

/** One of a few. */
export function choice<K extends string>(
  o: Common & { options: Options<K>; only?: (call: Call) => readonly K[] },
): Input<K | undefined> {
  return {
    schema: optional(oneOf(o.options)),
    ask: asked(o, (call) => ({
      kind: 'choice',
      label: o.label,
      hint: o.hint,
      options: asOptions(o.options, o.only?.(call)),
    })),
    line: o.line ?? 'key',
    required: false,
  };
}

/** Any of a few; nothing where it was not given, which is not the same as none. */
export function choices<K extends string>(
  o: Common & {
    options: Options<K>;
    hints?: Partial<Record<K, string>>;
    only?: (call: Call) => readonly K[];
    implies?: (call: Call) => { field: string; by: Record<string, string[]> };
  },
): Input<K[] | undefined> {
  return {
    schema: z.preprocess(several, z.array(oneOf(o.options)).optional()),
    ask: asked(o, (call) => ({
      kind: 'choices',
      label: o.label,
      hint: o.hint,
      options: asOptions(o.options, o.only?.(call), o.hints),
      ...(o.implies && { implies: o.implies(call) }),
    })),
    line: o.line ?? 'key',
    required: false,
  };
}
