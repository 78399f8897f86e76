import { expect, test } from 'vitest';
import { memberEmail } from '../../../adapters/chat/people.ts';
import { personIn, type SlackUser } from '../../../adapters/slack/connect/who.ts';

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
