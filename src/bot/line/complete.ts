import type { Call } from '../command.ts';
import type { Completion } from '../inbound.ts';
import { usage } from '../registry.ts';
import { splitVerb } from './parse.ts';

/** The commands that what was typed may become; none once a verb is whole. */
export function completions({ ctx, registry }: Call, text: string): Completion[] {
  const { verb, rest } = splitVerb(text);
  if (rest !== '' || /\s$/.test(text.replace(/^\/?staff\s*/i, ''))) return [];
  return registry
    .offered(ctx.actor)
    .filter((c) => c.verb.startsWith(verb))
    .map((c) => ({ text: `${c.verb} `, usage: usage(c), summary: c.summary }));
}
