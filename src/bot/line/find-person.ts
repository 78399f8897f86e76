import { type Found, findPeople, type Sought } from '../../service/people/find.ts';
import type { Person } from '../../service/people/person.ts';
import { whoAmI } from '../../service/people/show.ts';
import { everyday } from '../../words/everyday.ts';
import type { Call } from '../command.ts';
import { plainHyphens } from './parse.ts';

/** Longest name or e-mail that is looked for, in characters. */
export const maxReference = 320;

/** Whom the words mean: `id:…`, an e-mail, a mention (`<@U1>`, `<@U1|Ben>`), `@Ben` or parts of a name. @param how whether by whole words alone */
export async function findWhom(call: Call, words: string, how: Pick<Sought, 'whole'> = {}): Promise<Found> {
  const [found] = await findEach(call, [{ ref: words, ...how }]);
  return found ?? { near: [] };
}

/** The same for several, in their order and in few statements. */
export async function findEach(call: Call, sought: Sought[]): Promise<Found[]> {
  const asked = sought.map((each) => {
    const ref = referenceOf(call, each.ref);
    return { ...each, ref, whole: each.whole || (ref !== undefined && isEveryday(ref)) };
  });
  const known = asked.flatMap(({ ref, ...how }) => (ref === undefined ? [] : [{ ...how, ref }]));
  const found = known.length > 0 ? await findPeople(call.ctx, { sought: known, named: call.known.named }) : [];
  return asked.map(({ ref }): Found => (ref === undefined ? undefined : found.shift()) ?? { near: [] });
}

/** *The*, *of*, *me* and *him* stand within many names, and name none of those people. */
const isEveryday = (ref: string) => ref.split(' ').every((word) => everyday.has(word.toLowerCase()));

/** Signs that can't be seen, as they come along with what is copied. */
const unseen = /[\u00ad\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** What the school knows them by; nothing for what is nobody's. */
function referenceOf({ mentions }: Call, words: string): string | undefined {
  if (words.length > maxReference) return undefined;
  const mention = /^<@([^|>]+)(?:\|[^>]*)?>$/.exec(words.trim())?.[1];
  // Whom the workspace vouches for no more is nobody, whoever they were.
  if (mention) return vouchedFor(mentions, mention);
  // `Okafor, Ben` is looked for by both names.
  const plain = words.replace(unseen, '').trim().replace(/^@/, '');
  if (plain.includes('@')) return plain;
  return plainHyphens(plain)
    .replace(/[,;，；、\s]+/g, ' ')
    .replace(/\.(?=\s)/g, '')
    .replace(/[.!?…:\s]+$/, '');
}

/** The e-mail of whom a mention is of. What people type may look like one, and be called as what any object has: `<@constructor>`. */
export const vouchedFor = (mentions: Record<string, string> = {}, id: string): string | undefined =>
  Object.hasOwn(mentions, id) ? mentions[id] : undefined;

/** The one who asks, as others see them. */
export async function oneself(call: Call): Promise<Person> {
  return (await whoAmI(call.ctx, {})).person;
}
