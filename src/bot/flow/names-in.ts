import { isUuid } from '../../lib/uuid.ts';
import type { ReadAhead } from '../../service/workspaces/look-up-sender.ts';
import { foldEmail, isEmail } from '../../words/email.ts';
import { readEmail } from '../../words/read-email.ts';
import type { Registry } from '../command.ts';
import type { Event, Inbound } from '../inbound.ts';
import { calledBy } from '../line/aliases.ts';
import { vouchedFor } from '../line/find-person.ts';

/** Longest line that is looked through, in characters, and most people: those of more are read by themselves. */
const maxLine = 500;
const maxNames = 5;

/**
 * Whom an interaction names by a whole e-mail, a mention or an id, as far as that is seen before it is known who asks: they are read
 * with the one who does, and what the command shows of them, or asks, rests on; one's own account, where it shows that. Who is not seen
 * here is looked for as all others are.
 *
 * @returns nothing where there is nothing to be read so
 */
export function namesIn(
  registry: Registry,
  { event, mentions = {} }: Pick<Inbound, 'event' | 'mentions'>,
): ReadAhead | undefined {
  const emails = event.type === 'text' ? emailsIn(event.text, mentions) : [];
  const ids = idsIn(event);
  const count = emails.length + ids.length;
  if (count > maxNames) return undefined;
  const { verb = '' } = event.type === 'text' ? (calledBy(registry, event.text) ?? {}) : event.action;
  const more = registry.get(verb)?.readsAhead;
  // One's own account is read of who names nobody, all else of the one who is named.
  if (count === 0) return more === 'own' ? { emails, ids, more } : undefined;
  return { emails, ids, ...(count === 1 && more !== 'own' && { more }) };
}

function emailsIn(text: string, mentions: Record<string, string>): string[] {
  if (text.length > maxLine || !text.includes('@')) return [];
  const written = text.split(/\s+/).filter((word) => word.includes('@'));
  const emails = written.map((word) => {
    const mentioned = /^<@([^|>]+)/.exec(word)?.[1];
    return readEmail((mentioned === undefined ? word : vouchedFor(mentions, mentioned)) ?? '').email;
  });
  return [...new Set(emails.filter(isEmail).map(foldEmail))];
}

function idsIn(event: Event): string[] {
  const given =
    event.type === 'text'
      ? []
      : [...Object.values(event.action.input ?? {}), ...(event.type === 'submit' ? Object.values(event.values) : [])];
  const ids = given
    .flat()
    .flatMap((each) => (typeof each === 'string' && each.startsWith('id:') ? [each.slice(3)] : []));
  return [...new Set(ids.filter(isUuid))];
}
