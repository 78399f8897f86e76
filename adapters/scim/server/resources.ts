import type { GroupMember } from '../../../src/service/directory/groups.ts';
import type { Member } from '../../../src/service/directory/member.ts';
import { programmeNames } from '../../../src/ui/sentences/names.ts';
import type { Programme } from '../../../src/words/programmes.ts';
import { groupSchema, listSchema, userSchema } from '../schema-ids.ts';

/** A resource as it is sent. @param base the address of the service: `https://staffroom.school.example/scim/v2` */
export function userResource(member: Member, base: string) {
  const { id, externalId, userName, email, firstName, lastName, active, programmes, createdAt } = member;
  const name = `${firstName} ${lastName}`;
  return {
    schemas: [userSchema],
    id,
    ...(externalId !== null && { externalId }),
    userName,
    name: { formatted: name, givenName: firstName, familyName: lastName },
    displayName: name,
    active,
    emails: [{ value: email, type: 'work', primary: true }],
    groups: programmes.map((p) => ({
      value: p,
      display: programmeNames[p],
      type: 'direct',
      $ref: `${base}/Groups/${p}`,
    })),
    meta: { resourceType: 'User', created: createdAt.toISOString(), location: `${base}/Users/${id}` },
  };
}

/** @param members nothing where nobody asked for them */
export function groupResource(group: Programme, members: GroupMember[] | undefined, base: string) {
  return {
    schemas: [groupSchema],
    id: group,
    displayName: programmeNames[group],
    ...(members && {
      members: members.map(({ id, name }) => ({ value: id, display: name, type: 'User', $ref: `${base}/Users/${id}` })),
    }),
    meta: { resourceType: 'Group', location: `${base}/Groups/${group}` },
  };
}

export const listResponse = (resources: unknown[], total: number, startIndex: number) => ({
  schemas: [listSchema],
  totalResults: total,
  startIndex,
  itemsPerPage: resources.length,
  Resources: resources,
});
