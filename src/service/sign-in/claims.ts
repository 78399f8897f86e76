import { fullName, type Role } from '../../words/people.ts';
import type { Site } from '../../words/sites.ts';
import type { Person } from '../people/person.ts';
import type { Visitor } from './entry.ts';

/** What a site is told of someone, by the scope that asks for it. */
export const claimsOfScope = {
  openid: ['sub', 'auth_time', 'acr', 'amr'],
  profile: ['name', 'given_name', 'family_name'],
  email: ['email', 'email_verified'],
  school: ['centre_number', 'role_on_site', 'programmes'],
};

/** The mark where they carry it, for it is about this site; else what they are at the school. */
const roleOnSite = ({ role, access }: Pick<Person, 'role' | 'access'>, site: Site | null): Role | 'site-admin' =>
  access.some((a) => a.site === site && a.siteAdmin) ? 'site-admin' : role;

/** How strongly they signed in, by the names that schools and universities use for it (REFEDS), which ID tokens carry as `acr`. */
export const acrOf = (isStrong: boolean): string => `https://refeds.org/profile/${isStrong ? 'mfa' : 'sfa'}`;

/** All that may be told; the provider leaves out what was not asked for. */
export function claimsOf({ person, centreNumber, site }: Visitor) {
  return {
    sub: person.id,
    name: fullName(person),
    given_name: person.firstName,
    ...(person.lastName && { family_name: person.lastName }),
    email: person.email,
    // It became theirs by a link that was sent to it, or the school's own directory says so.
    email_verified: true,
    centre_number: centreNumber,
    role_on_site: roleOnSite(person, site),
    programmes: person.programmes,
  };
}
