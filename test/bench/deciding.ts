import { randomUUID } from 'node:crypto';
import postgres, { type Sql } from 'postgres';
import { decide } from '../../src/service/requests/decide.ts';
import { median, type Result, timed } from './measure.ts';
import type { School } from './world.ts';

const many = 1_000;
const atOnce = 16;
const rounds = 3;

/** 1,000 waiting requests decided by 16 at once, each on its own, beside the bare update that a decision comes down to. */
export async function deciding(school: School): Promise<Result[]> {
  // As many connections as the program itself has.
  const sql = postgres(school.appUrl, { max: 10, onnotice: () => {} });
  try {
    return [await decidingOn(school, sql, 'reset'), await decidingOn(school, sql, 'access')];
  } finally {
    await sql.end();
  }
}

async function decidingOn(school: School, sql: Sql, kind: 'reset' | 'access'): Promise<Result> {
  const { ctx } = school;
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const waiting = await ask(school, kind);
    const took = await timed(() =>
      inParallel(waiting, (id) => decide({ ...ctx, correlationId: randomUUID() }, { id, decision: 'approve' })),
    );
    const alike = await ask(school, kind);
    const tookBare = await timed(() =>
      inParallel(
        alike,
        (id) => sql`
          update requests set status = 'approved', decided_by = ${ctx.actor.id}, decided_at = now()
          where id = ${id} and status = 'pending' and expires_at > now() returning id`,
      ),
    );
    // The first warms up.
    if (round > 0) {
      ours.push(took);
      bare.push(tookBare);
    }
  }
  const aSecond = (ms: number) => `${Math.round((many / ms) * 1_000).toLocaleString('en-GB')}/s`;
  return {
    what: `decide 1,000 ${kind === 'reset' ? 'resets' : 'accesses'}, ${atOnce} at once: ${aSecond(median(ours))}`,
    ours: median(ours),
    against: `the bare update, ${atOnce} at once: ${aSecond(median(bare))}`,
    theirs: median(bare),
  };
}

async function inParallel(ids: string[], run: (id: string) => PromiseLike<unknown>): Promise<void> {
  const left = [...ids];
  const worker = async () => {
    for (let id = left.pop(); id !== undefined; id = left.pop()) await run(id);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** Requests of a thousand people, none of whom has what they ask for. */
async function ask({ ctx, byHand }: School, kind: 'reset' | 'access'): Promise<string[]> {
  const { centreId } = ctx.actor;
  const site = kind === 'access' ? 'test-maker' : null;
  await byHand`delete from site_access where centre_id = ${centreId} and site = 'test-maker'`;
  const added = await byHand<{ id: string }[]>`
    insert into requests (centre_id, asker_id, kind, site, created_at, remind_at, expires_at, correlation_id)
    select centre_id, id, ${kind}, ${site}, now(), now() + interval '1 day', now() + interval '3 days', gen_random_uuid()
    from users where centre_id = ${centreId} and role = 'teacher' and status = 'active' order by id limit ${many}
    returning id`;
  return added.map((r) => r.id);
}
