import type { LightPerson, LightTeams } from './teams-light.ts';

/** One kind of thing that a person does in Teams. */
export interface Kind {
  what: string;
  /** @param id never the same: the program answers each delivery once */
  activity(person: LightPerson, id: string): object;
  /** Words of the answer, which is a message in the person's own chat. */
  answered(person: LightPerson): string;
}

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

/** `whoami` in one's own chat. */
export const whoami = (teams: LightTeams): Kind => ({
  what: 'whoami',
  activity: textFrom(teams, 'whoami'),
  answered: ({ name }) => name,
});
