import { cast, usedElsewhere } from '../../../db/sample/centre.ts';

/** A coordinator who is not in the cast: an account that is worth claiming. */
const claimed = 'margaret.osullivan@riverside.example';

/** Members of the workspace who have no rights at the school. */
export const withoutRights = [
  { key: 'stranger', name: 'Sam Visitor', email: 'sam@elsewhere.example' },
  { key: 'other-school', name: 'Grace Hill', email: usedElsewhere },
  { key: 'suspended', name: 'Arjun Iyer', email: 'arjun.iyer@riverside.example' },
  { key: 'invited', name: 'Lars Sørensen', email: 'lars.sorensen@riverside.example' },
] as const;

/** People for whom the workspace does not vouch, though their e-mail is a coordinator's. */
export const pretenders = [
  { key: 'guest', name: 'Guest', email: claimed, guest: true },
  { key: 'one-channel-guest', name: 'One-channel guest', email: claimed, guest: true, ultraGuest: true },
  { key: 'bot', name: 'Bot', email: claimed, bot: true },
  { key: 'deactivated', name: 'Deactivated', email: claimed, deleted: true },
  { key: 'outsider', name: 'Outsider', email: claimed, stranger: true },
  { key: 'unconfirmed', name: 'Unconfirmed', email: claimed, emailConfirmed: false },
];

/** Those who do things in the tests. */
export const roles = ['coordinator', 'admin', 'site-admin', 'teacher'] as const;

/** A teacher who only looks on. */
export const onlooker = 'teacher-2';

export const emailOf = (key: string) => cast.find((p) => p.key === key)?.email ?? '';
