import { randomUUID } from 'node:crypto';
import type { LightPerson, LightTeams } from './teams-light.ts';
import { type Post, poster, type Receiver } from './teams-load.ts';
import type { Sides } from './teams-sides.ts';

/** One kind of thing that a person does in Teams. */
export interface Kind {
  what: string;
  /** @param id never the same: the program answers each delivery once */
  activity(person: LightPerson, id: string): object;
  /** Words of the answer. */
  answered(person: LightPerson): string;
  /** The answer is a message in the person's own chat; the response of an invoke otherwise. */
  comesAsMessage?: true;
}

type Json = Record<string, unknown>;

/** What every activity has. */
function activityOf({ serviceUrl, appId, tenant }: LightTeams, { id: aadObjectId, user, name, chat }: LightPerson) {
  const now = new Date().toISOString();
  return {
    timestamp: now,
    localTimestamp: now.replace('Z', '+00:00'),
    localTimezone: 'Europe/London',
    channelId: 'msteams',
    serviceUrl,
    from: { id: user, name, aadObjectId },
    conversation: { conversationType: 'personal', tenantId: tenant, id: chat },
    recipient: { id: `28:${appId}`, name: 'Staffroom' },
    entities: [{ locale: 'en-GB', country: 'GB', platform: 'Web', timezone: 'Europe/London', type: 'clientInfo' }],
    channelData: { tenant: { id: tenant } },
    locale: 'en-GB',
  };
}

const textFrom =
  (teams: LightTeams, text: string): Kind['activity'] =>
  (person, id) => ({ ...activityOf(teams, person), type: 'message', id, textFormat: 'plain', text });

/** An invoke from a message of the bot in the person's own chat, or in a dialog that it opened. */
const invokeFrom =
  (teams: LightTeams, name: string, value: () => Json): Kind['activity'] =>
  (person, id) => ({
    ...activityOf(teams, person),
    type: 'invoke',
    id: `f:${id}`,
    name,
    value: value(),
    replyToId: '1',
  });

const thread = '19:bench@thread.tacv2';

/** What Teams sends by itself where someone for whom it is live looks at a card in a channel. */
const lookAt =
  (teams: LightTeams, action: Json): Kind['activity'] =>
  (person, id) => ({
    ...invokeFrom(teams, 'adaptiveCard/action', () => ({
      action: { type: 'Action.Execute', verb: 'staffroom', data: { staffroom: action } },
      trigger: 'automatic',
    }))(person, id),
    conversation: {
      isGroup: true,
      conversationType: 'channel',
      tenantId: teams.tenant,
      id: `${thread};messageid=1`,
    },
    channelData: {
      teamsChannelId: thread,
      teamsTeamId: thread,
      channel: { id: thread },
      team: { id: thread },
      tenant: { id: teams.tenant },
      legacy: { replyToId: '1' },
    },
  });

const openForm = { data: { staffroom: { verb: 'add', step: 'form' }, msteams: { type: 'task/fetch' } } };
const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** Opens the dialog of `add`, and gives what sends it filled in with someone who is there already. */
async function filled(teams: LightTeams, post: Post): Promise<() => Json> {
  const [person] = teams.people;
  if (!person) throw new Error('nobody is there');
  const opened = await post(invokeFrom(teams, 'task/fetch', () => openForm)(person, 'open-add'));
  const { body, actions } = JSON.parse(opened).task.value.card.content as Record<'body' | 'actions', Json[]>;
  const typed = {
    'people.0.firstName': 'Ben',
    'people.0.lastName': 'Okafor',
    'people.0.email': 'ben.okafor@riverside.example',
  };
  const data = JSON.stringify({ ...(actions[0]?.data as Json), ...valuesIn(body), ...typed });
  // What it may do once: sent twice, the second waits for the first.
  return () => ({ data: JSON.parse(data.replace(uuid, randomUUID())), context: { theme: 'default' } });
}

/** What the inputs of a card hold. */
function valuesIn(part: unknown): Json {
  if (typeof part !== 'object' || part === null) return {};
  const { type, id, value } = part as Json;
  const own = String(type).startsWith('Input.') && value !== undefined ? { [String(id)]: value } : {};
  return Object.assign(own, ...Object.values(part).map(valuesIn));
}

/** Everything that is measured. */
export async function kinds({ teams, port, request }: Sides): Promise<Kind[]> {
  const ours: Receiver = { teams, port: port.ours };
  const addTaken = await filled(teams, poster(ours));
  const look = { verb: 'requests', step: 'run', input: { request, copy: true } };
  return [
    { what: 'whoami', activity: textFrom(teams, 'whoami'), answered: ({ name }) => name, comesAsMessage: true },
    { what: 'list', activity: textFrom(teams, 'list'), answered: () => 'Grace Achieng Otieno', comesAsMessage: true },
    {
      what: 'a button opens the dialog of add',
      activity: invokeFrom(teams, 'task/fetch', () => openForm),
      answered: () => 'people.0.firstName',
    },
    {
      what: 'dialog of add, refused in it',
      activity: invokeFrom(teams, 'task/submit', addTaken),
      answered: () => 'already used at this school',
    },
    { what: 'a request’s card, looked at in a channel', activity: lookAt(teams, look), answered: () => 'Deny' },
  ];
}
