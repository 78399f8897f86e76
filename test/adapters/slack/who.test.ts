import { expect, test } from 'vitest';
import { memberEmail } from '../../../adapters/chat/people.ts';
import { personIn, type SlackUser } from '../../../adapters/slack/connect/who.ts';
import { homeOf } from '../../../adapters/slack/read/home-of.ts';

/** A full member, by the properties that Slack documents. */
const ben = {
  team_id: 'T1',
  deleted: false,
  is_bot: false,
  is_restricted: false,
  is_ultra_restricted: false,
  is_email_confirmed: true,
  profile: { email: 'ben@school.example', real_name: 'Ben Okafor' },
} satisfies SlackUser;

const vouched = (user: SlackUser) => memberEmail(personIn(user, 'T1'));

test('of what Slack does not say nothing is taken as said', () => {
  expect(vouched(ben)).toBe('ben@school.example');
  for (const key of Object.keys(ben) as (keyof typeof ben)[]) {
    const { [key]: _, ...rest } = ben;
    expect(vouched(rest), `without ${key}`).toBeUndefined();
    for (const odd of [null, undefined, 0, 1, 'false', 'true', {}])
      expect(vouched({ ...ben, [key]: odd } as SlackUser), `${key}: ${odd}`).toBeUndefined();
  }
  expect(personIn({}, 'T1')).toEqual({ standing: 'outsider' });
});

test('whoever is no full member of this workspace is vouched for by no e-mail', () => {
  const others: [Partial<SlackUser>, string][] = [
    [{ is_bot: true }, 'bot'],
    [{ deleted: true }, 'deactivated'],
    [{ is_restricted: true }, 'guest'],
    [{ is_ultra_restricted: true }, 'guest'],
    [{ is_stranger: true }, 'outsider'],
    [{ team_id: 'T2' }, 'outsider'],
  ];
  for (const [values, standing] of others) {
    expect(personIn({ ...ben, ...values }, 'T1').standing).toBe(standing);
    expect(vouched({ ...ben, ...values })).toBeUndefined();
  }
  expect(vouched({ ...ben, is_email_confirmed: false })).toBeUndefined();
  // On a Grid `team_id` names one of several.
  expect(vouched({ ...ben, team_id: 'T2', enterprise_user: { teams: ['T1', 'T2'] } })).toBe('ben@school.example');
});

test('of an event a workspace and a Grid are taken together only where they stand together', () => {
  const ofGrid = { enterprise_id: 'E1', team_id: null, is_enterprise_install: true };
  const ofTeam = { enterprise_id: null, team_id: 'T3', is_enterprise_install: false };
  const here = { team_id: 'T1', enterprise_id: 'E1' };
  const stranger = { team_id: 'T9' };
  const context = { context_team_id: 'T1', context_enterprise_id: 'E1' };
  const home = (ours: object, rest: object, isOwnChat = false) =>
    homeOf({ event_id: 'Ev1', event: {}, authorizations: [ours], ...rest }, isOwnChat);
  const all = { team: 'T1', enterprise: 'E1', isOrgWide: true, organisation: 'E1' };
  expect(home(ofGrid, here)).toEqual(all);
  expect(home(ofGrid, here, true)).toEqual({ ...all, isVague: true });
  for (const named of [stranger, { ...stranger, enterprise_id: 'E1' }])
    expect(home(ofGrid, { ...named, ...context })).toEqual(all);
  for (const named of [stranger, { ...stranger, enterprise_id: 'E9' }, { team_id: 'E1', enterprise_id: 'E1' }])
    expect(home(ofGrid, named)).toEqual({ team: 'E1', enterprise: 'E1', isOrgWide: true, isVague: true });
  expect(home(ofTeam, { ...here, ...context })).toEqual({ team: 'T3' });
  const ofPart = { ...ofTeam, enterprise_id: 'E1' };
  expect(home(ofPart, stranger, true)).toEqual({ ...all, team: 'T3', isOrgWide: false });
  expect(homeOf({ event_id: 'Ev1', event: {}, ...here }, false)).toEqual({ ...all, isOrgWide: false });
});
