import type { Role } from './people.ts';

/** Who of a school signs in with a second factor. `nobody` is for the school that is made up to try things in. */
export const secondFactorRules = ['nobody', 'coordinators-and-admins', 'everyone'] as const;
export type SecondFactorRule = (typeof secondFactorRules)[number];

/** What a school can choose. */
export type ChosenRule = Exclude<SecondFactorRule, 'nobody'>;

export const mustHaveSecondFactor = (rule: SecondFactorRule, role: Role): boolean =>
  rule === 'everyone' || (rule === 'coordinators-and-admins' && role !== 'teacher');
