import { eq } from 'drizzle-orm';
import * as fc from 'fast-check';
import { siteAccess, userProgrammes, users } from '../../../db/schema/index.ts';
import type { Db, Tx } from '../../../src/service/context.ts';
import { erase } from '../../../src/service/people/erase.ts';
import type { Status } from '../../../src/words/people.ts';
import type { Programme } from '../../../src/words/programmes.ts';
import type { Site } from '../../../src/words/sites.ts';
import type { Fate } from './bad-line.ts';

/** Random histories of users, and what of each should be at a site in the end. */

export const twoSites = ['hub', 'forums'] as const satisfies Site[];

type Operation =
  | 'rename'
  | 'suspend'
  | 'e-mail'
  | 'programme'
  | 'exchange e-mails'
  | 'delete'
  | (typeof twoSites)[number];

export interface Step {
  waitMs: number;
  operation: Operation;
}

const operation = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Operation>('rename', 'suspend', ...twoSites) },
  { weight: 2, arbitrary: fc.constantFrom<Operation>('e-mail', 'programme', 'exchange e-mails') },
  { weight: 1, arbitrary: fc.constant<Operation>('delete') },
);

export const history: fc.Arbitrary<Step[]> = fc.array(fc.record({ waitMs: fc.nat(150), operation }), { maxLength: 6 });

const ms = fc.nat(450);

export const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Fate>({ is: 'fine' }) },
  { weight: 3, arbitrary: fc.constantFrom<Fate>({ is: 'done twice' }, { is: 'answered twice' }, { is: 'busy' }) },
  { weight: 2, arbitrary: fc.constantFrom<Fate>({ is: 'error before' }, { is: 'error after' }) },
  { weight: 2, arbitrary: fc.constantFrom<Fate>({ is: 'lost' }, { is: 'answer lost' }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constantFrom('slow', 'slow answer'), ms }) as fc.Arbitrary<Fate> },
  { weight: 2, arbitrary: fc.record({ is: fc.constantFrom('late', 'late after 502'), ms }) as fc.Arbitrary<Fate> },
);

/** A user as they are meant to be; the first name says which of their states it is. */
export interface Person {
  id: string;
  version: number;
  status: Status;
  email: string;
  programmes: Programme[];
  sites: Set<Site>;
}

/** Does it, in one transaction, and gives the user a first name that none of their states had before. */
export async function carryOut(
  db: Db,
  centreId: string,
  person: Person,
  { operation }: Step,
  other: Person,
): Promise<void> {
  if (person.status === 'deleted') return;
  const pair = operation === 'exchange e-mails' && other !== person && other.status !== 'deleted';
  await db.transaction(async (tx) => {
    // In one order, so that two who exchange theirs at once don't wait for each other.
    const ids = (pair ? [person.id, other.id] : [person.id]).sort();
    for (const id of ids) await tx.select().from(users).where(eq(users.id, id)).for('no key update');
    if (person.status === 'deleted' || (pair && other.status === 'deleted')) return;
    if (operation === 'delete') return await remove(tx, person);
    if (pair) {
      const [mine, theirs] = [person.email, other.email];
      await tx
        .update(users)
        .set({ email: `${person.id}@between.example` })
        .where(eq(users.id, person.id));
      await write(tx, other, { email: mine });
      await write(tx, person, { email: theirs });
      return;
    }
    if (operation === 'hub' || operation === 'forums') await toggleAccess(tx, centreId, person, operation);
    if (operation === 'programme') await toggleProgramme(tx, centreId, person);
    await write(tx, person, {
      ...(operation === 'e-mail' && { email: `${person.id}.${person.version}@riverside.example` }),
      ...(operation === 'suspend' && { status: person.status === 'suspended' ? 'active' : 'suspended' }),
    });
  });
}

async function write(tx: Tx, person: Person, changes: Partial<Person>): Promise<void> {
  Object.assign(person, changes, { version: person.version + 1 });
  const { id, version, status, email } = person;
  const suspendedFrom = status === 'suspended' ? ('active' as const) : null;
  await tx
    .update(users)
    .set({ firstName: `v${version}`, status, suspendedFrom, email })
    .where(eq(users.id, id));
}

async function toggleAccess(tx: Tx, centreId: string, person: Person, site: Site): Promise<void> {
  const row = { centreId, userId: person.id, site };
  if (person.sites.delete(site)) {
    for (const s of await tx.delete(siteAccess).where(eq(siteAccess.userId, person.id)).returning()) {
      if (s.site !== site) await tx.insert(siteAccess).values(s);
    }
  } else {
    person.sites.add(site);
    await tx.insert(siteAccess).values(row);
  }
}

async function toggleProgramme(tx: Tx, centreId: string, person: Person): Promise<void> {
  const programme: Programme = 'primary';
  if (person.programmes.length > 0) await tx.delete(userProgrammes).where(eq(userProgrammes.userId, person.id));
  else await tx.insert(userProgrammes).values({ centreId, userId: person.id, programme });
  person.programmes = person.programmes.length > 0 ? [] : [programme];
}

async function remove(tx: Tx, person: Person): Promise<void> {
  if (person.status !== 'suspended') await write(tx, person, { status: 'suspended' });
  await erase(tx, [person.id]);
  person.status = 'deleted';
}
