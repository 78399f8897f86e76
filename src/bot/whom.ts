import { mentioned } from '../service/identify.ts';
import { type Found, findPerson } from '../service/people/find.ts';
import type { Call } from './command.ts';

export type Whom = Found;

/** Whom the words mean: `id:…`, an e-mail, a mention (`<@U1>`, `<@U1|Ben>`), `@Ben` or parts of a name. */
export async function findWhom(call: Call, words: string): Promise<Whom> {
  const mention = /^<@([^|>]+)(?:\|[^>]*)?>$/.exec(words.trim())?.[1];
  if (mention) {
    const id = call.ctx.workspaceId ? await mentioned(call.ctx.app, call.ctx.workspaceId, mention) : undefined;
    return id ? findPerson(call.ctx, { ref: `id:${id}` }) : { near: [] };
  }
  return findPerson(call.ctx, { ref: words.trim().replace(/^@/, '') });
}
