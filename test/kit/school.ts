import { randomUUID } from 'node:crypto';
import { siteAccess, type users } from '../../db/schema/index.ts';
import type { App, Ctx } from '../../src/service/context.ts';
import type { Role } from '../../src/words/people.ts';
import type { Site } from '../../src/words/sites.ts';
import { addCentre, addUser } from './people.ts';

type User = Awaited<ReturnType<typeof addUser>>;

/** A school with people whose rights one can borrow. */
export interface School {
  centreId: string;
  /** Adds someone with access to these sites, and the site admin mark on one of them. */
  person(values?: Partial<typeof users.$inferInsert>, sites?: Site[], adminOf?: Site): Promise<User>;
  /** One request of this person, its correlation id new. */
  as(user: { id: string; role: Role }, siteAdminOf?: Site[]): Ctx;
}

export async function aSchool(app: App): Promise<School> {
  const centre = await addCentre(app.db);
  return {
    centreId: centre.id,
    async person(values = {}, sites = ['hub'], adminOf) {
      const user = await addUser(app.db, centre.id, values);
      const rows = sites.map((site) => ({ centreId: centre.id, userId: user.id, site, siteAdmin: site === adminOf }));
      if (rows.length > 0) await app.db.insert(siteAccess).values(rows);
      return user;
    },
    as: ({ id, role }, siteAdminOf = []) => ({
      ...app,
      actor: { id, centreId: centre.id, role, siteAdminOf },
      workspaceId: null,
      correlationId: randomUUID(),
    }),
  };
}

/** The codes of what a use case refused, by field; `done` when it refused nothing. */
export async function refusedWith(run: Promise<unknown>): Promise<Record<string, string> | 'done'> {
  try {
    await run;
    return 'done';
  } catch (error) {
    const { refusals, code, field } = error as {
      refusals?: { code: string; field?: string }[];
      code: string;
      field?: string;
    };
    const all = refusals ?? [{ code, field }];
    if (all.some((r) => !r.code)) throw error;
    return Object.fromEntries(all.map((r) => [r.field ?? '', r.code]));
  }
}
