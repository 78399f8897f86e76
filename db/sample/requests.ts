import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import type { Tx } from '../connect.ts';
import { auditEvents, requests, users } from '../schema/index.ts';

const minute = 60_000;
const hour = 60 * minute;

const waiting = [
  { by: 'adaeze.okafor', minutesAgo: 95, kind: 'access', site: 'test-maker', reason: 'for the mock exams in May' },
  { by: 'chidi.nwosu', minutesAgo: 10, kind: 'reset', site: null, reason: 'new phone, lost my password' },
] as const;

/** Two requests that wait for a decision, their cards on the way to the approvals channel. */
export async function makeSampleRequests(tx: Tx, centreId: string, now: Date): Promise<void> {
  for (const { by, minutesAgo, ...what } of waiting) {
    const [asker] = await tx
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.centreId, centreId), eq(users.email, `${by}@riverside.example`)));
    if (!asker) continue;
    const createdAt = new Date(now.getTime() - minutesAgo * minute);
    const times = {
      createdAt,
      remindAt: new Date(createdAt.getTime() + 24 * hour),
      expiresAt: new Date(createdAt.getTime() + 72 * hour),
    };
    const id = randomUUID();
    const correlationId = randomUUID();
    await tx.insert(requests).values({ id, centreId, askerId: asker.id, ...what, ...times, correlationId });
    await tx.insert(auditEvents).values({
      centreId,
      at: createdAt,
      action: `${what.kind}.ask`,
      outcome: 'done',
      actorId: asker.id,
      targetId: asker.id,
      details: { request: id, ...(what.site && { site: what.site }) },
      correlationId,
    });
    const payload = { requestId: id };
    const jobs = [
      { task: 'show-request', payload, key: `show-request:${id}`, queue: `requests-${id.slice(0, 1)}` },
      { task: 'remind-request', payload, key: `remind-request:${id}`, run_at: times.remindAt },
      { task: 'expire-request', payload, key: `expire-request:${id}`, run_at: times.expiresAt },
    ];
    await tx.execute(sql`select queue_jobs(${JSON.stringify(jobs)}::jsonb)`);
  }
}
