import { randomUUID } from 'node:crypto';
import { centreSites, centres, users } from '../../db/schema/index.ts';
import type { Db } from '../../src/service/context.ts';
import { sites } from '../../src/words/sites.ts';

// The sample school and settings of tests have numbers below.
let number = 1_000;

/** A school that is eligible for every site, with nobody in it. */
export async function addCentre(db: Db, values: Partial<typeof centres.$inferInsert> = {}) {
  const [centre] = await db
    .insert(centres)
    .values({ name: 'Riverside School', number: `IN${number++}`, supportContact: 'IT desk, extension 214', ...values })
    .returning();
  if (!centre) throw new Error('no centre was added');
  await db.insert(centreSites).values(sites.map((site) => ({ centreId: centre.id, site })));
  return centre;
}

/** A person at a school: an active teacher unless told. */
export async function addUser(db: Db, centreId: string, values: Partial<typeof users.$inferInsert> = {}) {
  const [user] = await db
    .insert(users)
    .values({
      centreId,
      firstName: 'Ben',
      lastName: 'Okafor',
      email: `ben.${randomUUID().slice(0, 8)}@riverside.example`,
      status: 'active',
      ...values,
    })
    .returning();
  if (!user) throw new Error('no user was added');
  return user;
}
