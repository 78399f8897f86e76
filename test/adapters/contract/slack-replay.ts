import { randomUUID } from 'node:crypto';
import type { Delivery, FakeSlack, Json } from '../slack/fake/index.ts';

/** What someone did, as if this person had: their id in it, a new delivery, and none of the other's addresses. */
export function asIfBy(slack: FakeSlack, person: string, { kind, payload }: Delivery): Delivery {
  const copy = structuredClone(payload) as Json & { event?: Json; user?: Json; view?: Json };
  const { response_url: _, ...rest } = copy;
  if (copy.view) rest.view = { ...copy.view, private_metadata: withoutAddress(String(copy.view.private_metadata)) };
  const who = slack.userObject(person);
  const fresh = randomUUID();
  const by: Json =
    kind === 'command'
      ? { user_id: person, trigger_id: fresh }
      : kind === 'event'
        ? { event_id: fresh, event: { ...copy.event, user: person } }
        : {
            user: { ...copy.user, id: person, team_id: who.team_id },
            ...(copy.trigger_id ? { trigger_id: fresh } : {}),
          };
  return { sent: true, kind, payload: { ...rest, ...by }, status: 0, body: undefined, ms: 0 };
}

/** A form carries where its answer goes, which is before the eyes of whoever opened it. */
function withoutAddress(metadata: string): string {
  const { o: origin, ...rest } = JSON.parse(metadata) as { o: Json };
  const { respond: _, ...kept } = origin;
  return JSON.stringify({ ...rest, o: kept });
}

/** The people whom an answered search names. */
export function foundIn({ kind, body }: Delivery): string[] {
  const { options = [] } = (kind === 'suggestion' ? (body ?? {}) : {}) as { options?: { text: { text: string } }[] };
  return options.map(({ text }) => text.text);
}

/** A search in a person field, as Slack asks for it. */
export function searchOf(slack: FakeSlack, person: string, words: string): Delivery {
  const { id, domain } = slack.team;
  const payload: Json = {
    type: 'block_suggestion',
    user: { id: person, team_id: id },
    team: { id, domain },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: slack.appId,
    action_id: 'people',
    block_id: 'people',
    value: words,
  };
  return { sent: true, kind: 'suggestion', payload, status: 0, body: undefined, ms: 0 };
}
