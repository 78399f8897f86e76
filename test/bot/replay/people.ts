import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { cast, playgroundWorkspace } from '../../../db/sample/centre.ts';
import {
  centres,
  learnerGroups,
  requests,
  siteAccess,
  transfers,
  users,
  workspaces,
} from '../../../db/schema/index.ts';
import type { Sender } from '../../../src/bot/inbound.ts';
import type { App } from '../../../src/service/context.ts';
import { saveDraft } from '../../../src/service/drafts.ts';
import { addCentre, addUser } from '../../kit/people.ts';

/** Who tries what another one did. */
export interface Someone {
  key: string;
  sender: Sender;
  /** Their account; nobody who has none. */
  id: string | null;
  /** At the sample school, at the other one, or of neither. */
  at: 'here' | 'there' | 'nowhere';
}

export type Role = 'coordinator' | 'admin' | 'site-admin' | 'teacher' | 'teacher-2';

const elsewhere = 'lakeside';

const sender = (person: string, email: string, more: Partial<Sender> = {}): Sender => ({
  platform: 'playground',
  workspace: playgroundWorkspace,
  person,
  email,
  standing: 'member',
  ...more,
});

export type World = Awaited<ReturnType<typeof makePeople>>;

/** The people of the sample school, a second school with as much in it as can be named, and those of neither. */
export async function makePeople(app: App) {
  const { db } = app;
  const idOf = async (email: string) => (await db.select().from(users).where(eq(users.email, email)))[0]?.id ?? null;
  const here = async (key: Role, email: string): Promise<Someone> => ({
    key,
    sender: sender(key, email),
    id: await idOf(email),
    at: 'here',
  });
  const roles = await Promise.all(cast.flatMap(({ key, email }) => (key === 'stranger' ? [] : [here(key, email)])));
  const [amina] = roles;
  if (!amina?.sender.email) throw new Error('no coordinator');
  const [centre] = await db.select().from(centres).where(eq(centres.number, 'IN123'));
  if (!centre) throw new Error('no sample school');
  const there = await otherSchool(app);
  const nobody = (key: string, given: Sender): Someone => ({ key, sender: given, id: null, at: 'nowhere' });
  const suspended = 'dmitri.volkov@riverside.example';
  const others: Someone[] = [
    ...there.people,
    nobody('a suspended person', sender('dmitri', suspended)),
    nobody('a stranger', sender('sam', 'sam@elsewhere.example')),
    nobody('a guest with the coordinator’s e-mail', sender('guest', amina.sender.email, { standing: 'guest' })),
    nobody('the coordinator’s e-mail at another school', sender('x', amina.sender.email, { workspace: elsewhere })),
    nobody('the coordinator’s e-mail in a workspace of nobody', sender('y', amina.sender.email, { workspace: 'new' })),
  ];
  return { centreId: centre.id, roles, others, there };
}

async function otherSchool(app: App) {
  const { db } = app;
  const school = { name: 'Lakeside College', number: 'GB777', supportContact: 'desk@lakeside.example' };
  const centre = await addCentre(db, school);
  await db.insert(workspaces).values({ centreId: centre.id, platform: 'playground', externalId: elsewhere });
  const add = async (firstName: string, role: 'coordinator' | 'admin' | 'teacher'): Promise<Someone> => {
    const email = `${firstName.toLowerCase()}.vogel@lakeside.example`;
    const { id } = await addUser(db, centre.id, { firstName, lastName: 'Vogel', email, role });
    await db.insert(siteAccess).values([
      { centreId: centre.id, userId: id, site: 'hub' },
      { centreId: centre.id, userId: id, site: 'lower-secondary' },
    ]);
    return {
      key: `the other school’s ${role}`,
      sender: sender(email, email, { workspace: elsewhere }),
      id,
      at: 'there',
    };
  };
  const [coordinator, admin, teacher] = [
    await add('Ulrike', 'coordinator'),
    await add('Paul', 'admin'),
    await add('Eva', 'teacher'),
  ];
  if (!coordinator.id || !admin.id || !teacher.id) throw new Error('nobody was added');
  const now = app.clock();
  const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
  const group = {
    centreId: centre.id,
    ownerId: teacher.id,
    site: 'lower-secondary',
    name: 'Vogel 7',
    stage: 7,
  } as const;
  const [request, groupRow, transfer] = [
    await db
      .insert(requests)
      .values({
        centreId: centre.id,
        askerId: teacher.id,
        kind: 'reset',
        reason: 'Vogel lost it',
        createdAt: now,
        remindAt: later(24),
        expiresAt: later(72),
        correlationId: randomUUID(),
      })
      .returning({ id: requests.id }),
    await db
      .insert(learnerGroups)
      .values({ ...group, subject: 'Maths', createdAt: now, changedAt: now })
      .returning({ id: learnerGroups.id }),
    await db
      .insert(transfers)
      .values({
        centreId: centre.id,
        fromId: admin.id,
        toId: teacher.id,
        byId: coordinator.id,
        at: now,
        counts: [{ site: 'lower-secondary', groups: 0, tests: 0, results: 0 }],
        groupIds: [],
        correlationId: randomUUID(),
      })
      .returning({ id: transfers.id }),
  ];
  const actor = { id: coordinator.id, centreId: centre.id, role: 'coordinator', siteAdminOf: [] } as const;
  const ctx = { ...app, actor: { ...actor, siteAdminOf: [] }, workspaceId: null, correlationId: randomUUID() };
  return {
    centreId: centre.id,
    people: [coordinator, admin, teacher],
    /** What can be named there, by the table that it is in. */
    ids: {
      users: teacher.id,
      requests: request[0]?.id ?? '',
      learner_groups: groupRow[0]?.id ?? '',
      transfers: transfer[0]?.id ?? '',
      drafts: await saveDraft(ctx, { person: `id:${teacher.id}` }),
    },
  };
}

/** Names and e-mails of a school's people, and what names the school: what nobody elsewhere may read. */
export async function secretsOf({ db }: App, centreId: string): Promise<{ people: string[]; school: string[] }> {
  const people = await db
    .select()
    .from(users)
    .where(and(eq(users.centreId, centreId)));
  const [centre] = await db.select().from(centres).where(eq(centres.id, centreId));
  const named = people.filter((p) => p.email !== null);
  return {
    people: named.flatMap((p) => [p.email ?? '', `${p.firstName} ${p.lastName}`]),
    school: centre ? [centre.name, centre.number, centre.supportContact] : [],
  };
}
