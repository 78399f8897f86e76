import type { Activity, Delivery, FakeClient, FakeTeams } from '../teams/fake/index.ts';

/**
 * Sends from this person's own Teams the form that someone else filled: the same data, with nothing in it of who sent it.
 *
 * @param own where they may send from what was sent there
 */
export function asIfBy(client: FakeClient, own: (id: string) => string, { activity }: Delivery): Promise<Delivery> {
  const { name, conversation, value } = activity;
  if (name !== 'task/submit') throw new Error(`no filled form, but ${name ?? activity.type}`);
  return client.submitData((value as { data: unknown }).data, own(conversation.id));
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
