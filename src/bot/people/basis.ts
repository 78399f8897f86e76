import type { Json } from '../../lib/json.ts';
import type { Person } from '../../service/people/person.ts';

/** All of someone that a Yes to an act upon them rests on. @param holds what it rests on beside */
export function basisOf({ id, status, role, email, ...p }: Person, holds: Json): Json {
  const access = p.access.map((a) => `${a.site}${a.siteAdmin ? '*' : ''}`);
  return { id, status, role, email, access, holds };
}
