import { type Found, findPerson } from '../../service/people/find.ts';
import type { Person } from '../../service/people/person.ts';
import { whoAmI } from '../../service/people/show.ts';
import { mentioned } from '../../service/workspaces/identify.ts';
import type { Call } from '../command.ts';

/** Longest name or e-mail that is looked for, in characters. */
export const maxReference = 320;

/** Whom the words mean: `id:…`, an e-mail, a mention (`<@U1>`, `<@U1|Ben>`), `@Ben` or parts of a name. */
export async function findWhom(call: Call, words: string): Promise<Found> {
  if (words.length > maxReference) return { near: [] };
  const mention = /^<@([^|>]+)(?:\|[^>]*)?>$/.exec(words.trim())?.[1];
  if (mention) {
    const vouched = call.mentions?.[mention];
    if (vouched) return findPerson(call.ctx, { ref: vouched });
    const id = call.ctx.workspaceId ? await mentioned(call.ctx, call.ctx.workspaceId, mention) : undefined;
    return id ? findPerson(call.ctx, { ref: `id:${id}` }) : { near: [] };
  }
  return findPerson(call.ctx, { ref: words.trim().replace(/^@/, '') });
}

/** The one who asks, as others see them. */
export async function oneself(call: Call): Promise<Person> {
  return (await whoAmI(call.ctx, {})).person;
}
