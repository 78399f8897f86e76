import { type Found, findPerson } from '../../service/people/find.ts';
import type { Person } from '../../service/people/person.ts';
import { whoAmI } from '../../service/people/show.ts';
import type { Call } from '../command.ts';

/** Longest name or e-mail that is looked for, in characters. */
export const maxReference = 320;

/** Whom the words mean: `id:…`, an e-mail, a mention (`<@U1>`, `<@U1|Ben>`), `@Ben` or parts of a name. */
export async function findWhom(call: Call, words: string): Promise<Found> {
  if (words.length > maxReference) return { near: [] };
  const mention = /^<@([^|>]+)(?:\|[^>]*)?>$/.exec(words.trim())?.[1];
  if (mention) {
    // Whom the workspace vouches for no more is nobody, whoever they were.
    const vouched = call.mentions?.[mention];
    return vouched ? findPerson(call.ctx, { ref: vouched }) : { near: [] };
  }
  return findPerson(call.ctx, { ref: words.trim().replace(/^@/, '') });
}

/** The one who asks, as others see them. */
export async function oneself(call: Call): Promise<Person> {
  return (await whoAmI(call.ctx, {})).person;
}
