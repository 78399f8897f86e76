import { and, asc, eq, sql } from 'drizzle-orm';
import { samplePeople } from '../../../db/sample/people.ts';
import { auditEvents, centres, users } from '../../../db/schema/index.ts';
import type { AuditAction } from '../../../src/service/policy.ts';
import type { ContractChat } from './chat.ts';

/** How often this was done to this person, as the audit trail has it. */
export async function timesDone({ database }: ContractChat, action: AuditAction, email: string): Promise<number> {
  const found = await database.db
    .select({ id: auditEvents.id })
    .from(auditEvents)
    .innerJoin(users, eq(users.id, auditEvents.targetId))
    .where(and(eq(users.email, email), eq(auditEvents.action, action), eq(auditEvents.outcome, 'done')));
  return found.length;
}

export async function statusOf({ database }: ContractChat, email: string): Promise<string | undefined> {
  const [user] = await database.db.select().from(users).where(eq(users.email, email));
  return user?.status;
}

/** Someone's rights at the sample centre, for a call of the service. */
export async function ctxOf({ app }: ContractChat, email: string) {
  const [user] = await app.db.select().from(users).where(eq(users.email, email));
  if (!user) throw new Error(`nobody has ${email}`);
  const { id, centreId, role } = user;
  return {
    ...app,
    actor: { id, centreId, role, siteAdminOf: [] },
    workspaceId: null,
    correlationId: crypto.randomUUID(),
  };
}

/** All that the database holds, so that two of it can be compared; but what was delivered, and where answers go. */
export async function everything({ database }: ContractChat): Promise<Record<string, unknown>> {
  const { rows: tables } = await database.db.execute<{ name: string }>(sql`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'
      and table_name not in ('deliveries', 'chat_references') order by 1`);
  const held: Record<string, unknown> = {};
  for (const { name } of tables) {
    const { rows } = await database.db.execute(sql`
      select count(*) as rows, md5(string_agg(t::text, '' order by t::text)) as held from ${sql.identifier(name)} t`);
    held[name] = rows[0];
  }
  return held;
}

/** Names and addresses of the school's people, and of the school, that these words give away. */
export async function givenAway({ database }: ContractChat, words: string): Promise<string[]> {
  const people = await database.db.select().from(users).orderBy(asc(users.id));
  const schools = await database.db.select({ name: centres.name }).from(centres);
  const known = [
    ...[...people, ...samplePeople].flatMap(({ firstName, lastName, email }) => [
      ...(firstName && lastName ? [`${firstName} ${lastName}`] : []),
      ...(email ? [email] : []),
    ]),
    ...schools.map(({ name }) => name),
  ];
  const read = words.toLowerCase();
  return [...new Set(known)].filter((each) => read.includes(each.toLowerCase()));
}
