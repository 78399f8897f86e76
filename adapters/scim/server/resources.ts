import type { Shown } from '../../../src/service/directory/attributes.ts';
import type { Group, GroupMember } from '../../../src/service/directory/groups.ts';
import type { Member } from '../../../src/service/directory/member.ts';
import { programmeNames } from '../../../src/ui/sentences/names.ts';
import { fullName } from '../../../src/words/people.ts';
import { groupSchema, listSchema, userSchema } from '../schema-ids.ts';

/** How all resources are shown, for those who look for them. */
export const shownAt = (base: string): Shown => ({ base, userSchema, groupSchema, groupNames: programmeNames });

/** How a version is written: it stays the same where what it means does. */
const tagOf = (version: string) => `W/"${version}"`;

/** A resource as it is sent. @param base the address of the service: `https://staffroom.school.example/scim/v2` */
export function userResource(member: Member, base: string) {
  const { id, externalId, userName, email, firstName, lastName, active, programmes } = member;
  const name = fullName(member);
  return {
    schemas: [userSchema],
    id,
    ...(externalId !== null && { externalId }),
    userName,
    name: { formatted: name, givenName: firstName, ...(lastName && { familyName: lastName }) },
    displayName: name,
    active,
    emails: [{ value: email, type: 'work', primary: true }],
    groups: programmes.map((p) => ({
      value: p,
      display: programmeNames[p],
      type: 'direct',
      $ref: `${base}/Groups/${p}`,
    })),
    meta: {
      resourceType: 'User',
      created: member.createdAt.toISOString(),
      lastModified: member.changedAt.toISOString(),
      location: `${base}/Users/${id}`,
      version: tagOf(member.version),
    },
  };
}

/** @param members nothing where nobody asked for them */
export function groupResource(group: Group, members: GroupMember[] | undefined, base: string) {
  const { id, externalId, version } = group;
  return {
    schemas: [groupSchema],
    id,
    ...(externalId !== null && { externalId }),
    displayName: programmeNames[id],
    ...(members && {
      members: members.map(({ id, name }) => ({ value: id, display: name, type: 'User', $ref: `${base}/Users/${id}` })),
    }),
    meta: { resourceType: 'Group', location: `${base}/Groups/${id}`, version: tagOf(version) },
  };
}

export const listResponse = (resources: unknown[], total: number, startIndex: number) => ({
  schemas: [listSchema],
  totalResults: total,
  startIndex,
  itemsPerPage: resources.length,
  Resources: resources,
});
