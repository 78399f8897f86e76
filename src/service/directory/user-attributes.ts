import { type SQL, sql } from 'drizzle-orm';
import { userProgrammes, users } from '../../../db/schema/index.ts';
import { isUuid } from '../../lib/uuid.ts';
import { programmes } from '../../words/programmes.ts';
import { fullNameOf } from '../people/columns.ts';
import { type Attribute, constant, nameOf, type Shown, shownTime } from './attributes.ts';
import { changedAt, hasEmail, isActive, isCalled, userNameOf, versionOf } from './member.ts';

const fullName = fullNameOf();

/** What of a user is looked for and sorted by: all that is shown. */
export const userAttributes = (shown: Shown): Map<string, Attribute> =>
  new Map(
    Object.entries<Attribute>({
      schemas: constant(shown.userSchema),
      id: { kind: 'id', sql: sql`${users.id}::text`, equals: isId(sql`${users.id}`) },
      externalid: { kind: 'exact', sql: sql`${users.externalId}` },
      username: { kind: 'email', sql: userNameOf, equals: isCalled },
      name: { kind: 'complex' },
      'name.formatted': { kind: 'text', sql: fullName },
      'name.givenname': { kind: 'text', sql: sql`${users.firstName}` },
      'name.familyname': { kind: 'text', sql: sql`${users.lastName}` },
      displayname: { kind: 'text', sql: fullName },
      active: { kind: 'boolean', sql: isActive },
      emails: {
        kind: 'several',
        some: (which) => which,
        parts: {
          value: { kind: 'email', sql: sql`${users.email}`, equals: hasEmail },
          type: constant('work'),
          // No mere constant, by which nothing can be sorted.
          primary: { kind: 'boolean', sql: sql`(${users.email} is not null)` },
        },
        isOne: true,
      },
      groups: {
        kind: 'several',
        some: (which) => sql`exists (
          select from ${userProgrammes} p
          where p.user_id = ${users.id} and p.centre_id = ${users.centreId} and ${which}
        )`,
        parts: {
          value: { kind: 'exact', sql: sql`p.programme::text`, equals: isProgramme },
          display: { kind: 'text', sql: nameOf(shown, sql`p.programme::text`) },
          type: constant('direct'),
          $ref: { kind: 'exact', sql: sql`(${`${shown.base}/Groups/`}::text || p.programme::text)` },
        },
      },
      meta: { kind: 'complex' },
      'meta.resourcetype': constant('User'),
      'meta.created': shownTime(sql`${users.createdAt}`),
      'meta.lastmodified': shownTime(changedAt),
      'meta.location': { kind: 'exact', sql: sql`(${`${shown.base}/Users/`}::text || ${users.id}::text)` },
      'meta.version': { kind: 'exact', sql: sql`('W/"' || ${versionOf} || '"')` },
    }),
  );

const isProgramme = (value: string): SQL =>
  programmes.some((p) => p === value) ? sql`(p.programme = ${value}::programme)` : sql`false`;

/** Who has this id, by its index. */
export const isId = (id: SQL) => (value: string) => (isUuid(value) ? sql`(${id} = ${value}::uuid)` : sql`false`);
