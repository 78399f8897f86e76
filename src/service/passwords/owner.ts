import type { FoundLink } from './find-link.ts';
import type { Owner } from './personal.ts';

/** Whose password a link is to set, for the check of its strength. */
export function ownerOf({ user, centre }: FoundLink): Owner {
  return { firstName: user.firstName, lastName: user.lastName, email: user.email, centreName: centre.name };
}
