import type { Activity, Delivery, FakeClient, FakeTeams } from '../teams/fake/index.ts';

type Json = Record<string, unknown>;

/** Where a person may send something from: their own chat with the bot, or a place that they are in. */
type Own = (conversationId: string) => string;

/** Does from this person's own Teams what someone else did: the same data, with nothing in it of who sent it. */
export async function asIfBy(client: FakeClient, own: Own, { activity }: Delivery): Promise<Delivery> {
  const { name, conversation, replyToId } = activity;
  const value = activity.value as Json | undefined;
  const at = { id: String(replyToId ?? ''), conversationId: own(conversation.id) };
  if (name === 'task/submit') return client.submitData(value?.data, at.conversationId);
  if (name === 'task/fetch') return client.pressData(at, value?.data, 'fetch');
  if (name === 'adaptiveCard/action') return client.pressData(at, (value?.action as Json).data, 'execute');
  if (value !== undefined) return client.pressData(at, value, 'submit');
  throw new Error(`nothing to copy in ${activity.type}`);
}

/** A search in a person field, as Teams asks for it. */
export function searchOf(teams: FakeTeams, person: string, words: string): Activity {
  const value = { queryText: words, queryOptions: { skip: 0, top: 15 }, dataset: 'people' };
  return teams.activity(person, teams.direct(person), { type: 'invoke', name: 'application/search', value });
}

/** The people whom an answered search names. */
export function foundIn(body: unknown): string[] {
  const { results = [] } = (body as { value?: { results?: { title: string }[] } } | undefined)?.value ?? {};
  return results.map(({ title }) => title);
}
