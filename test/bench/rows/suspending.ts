import { randomUUID } from 'node:crypto';
import type { Ctx } from '../../../src/service/context.ts';
import { suspendPeople } from '../../../src/service/people/suspend.ts';
import { addCentre, addUser } from '../../kit/people.ts';
import { byHand, smallSchool } from '../ground.ts';
import type { School } from '../world.ts';
import { rates } from './rates.ts';
import type { Bench, Measured } from './row.ts';

const many = 400;
const schools = 50;

const limit = 'one statement: row, links, sessions, audit';
const of = { unit: '/s', limit } as const;

/** Suspensions by 16 at once, each of one person, beside one statement by hand that writes as much. */
export const suspending: Bench = {
  rows: [
    {
      ...of,
      key: 'suspend-one-school',
      figure: 'suspend, 16 at once in one school',
      goal: 900,
      ratio: 2_444 / 900,
      from: 'more than better-auth, 829/s',
    },
    {
      ...of,
      key: 'suspend-many-schools',
      figure: 'suspend, 16 at once, over many schools',
      goal: 1_500,
      ratio: 2_444 / 1_500,
      from: 'as good as add, where no school waits for itself',
    },
  ],
  async measure(wanted, say) {
    const school = await smallSchool(say);
    say('suspending');
    const measured: Measured[] = [];
    if (wanted.has('suspend-one-school')) measured.push(await suspendingIn(school, 'suspend-one-school', [school.ctx]));
    if (wanted.has('suspend-many-schools')) {
      const others: Ctx[] = [];
      for (let i = 0; i < schools; i += 1) others.push(await otherSchool(school));
      measured.push(await suspendingIn(school, 'suspend-many-schools', others));
    }
    return measured;
  },
};

interface Suspension {
  ctx: Ctx;
  id: string;
}

async function suspendingIn(school: School, key: string, by: Ctx[]): Promise<Measured> {
  const hand = byHand(school);
  const ready = async () => {
    const people = await Promise.all(by.map((ctx) => active(school, ctx, many / by.length)));
    // One school after the other: those at once are of as many schools as there can be.
    return Array.from({ length: many }, (_, i) => people[i % by.length]?.[Math.floor(i / by.length)] as Suspension);
  };
  const { ours, bare } = await rates(
    {
      ours: {
        ready,
        one: ({ ctx, id }: Suspension) => suspendPeople({ ...ctx, correlationId: randomUUID() }, { ids: [id] }),
      },
      bare: {
        ready,
        one: ({ ctx, id }: Suspension) =>
          hand(statement, [id, ctx.actor.centreId, ctx.actor.id, ctx.workspaceId, randomUUID()]),
      },
    },
    { atOnce: 16, rounds: 3 },
  );
  return { key, ours: ours.perSecond, processor: ours.processor, limit: bare.perSecond };
}

const statement = `
  with gone as (
    update users set status = 'suspended', suspended_from = status, suspended_at = now()
    where id = $1 and centre_id = $2 and status = 'active' returning id
  ), links as (
    update links set voided_at = now()
    where user_id = $1 and used_at is null and voided_at is null
  ), records as (
    delete from oidc_records where account_id = $1
  ), sessions as (
    delete from site_sessions where user_id = $1
  )
  insert into audit_events (centre_id, at, action, outcome, actor_id, workspace_id, target_id, correlation_id)
  select $2, now(), 'user.suspend', 'done', $3, $4, id, $5 from gone`;

/** Teachers who can be suspended; those of the round before are back. */
async function active({ byHand }: School, ctx: Ctx, count: number): Promise<Suspension[]> {
  const { centreId } = ctx.actor;
  await byHand`
    update users set status = 'active', suspended_from = null, suspended_at = null
    where centre_id = ${centreId} and status = 'suspended'`;
  const found = await byHand<{ id: string }[]>`
    select id from users where centre_id = ${centreId} and role = 'teacher' and status = 'active' order by id limit ${count}`;
  return found.map(({ id }) => ({ ctx, id }));
}

async function otherSchool({ app, ctx, byHand }: School): Promise<Ctx> {
  const { id: centreId } = await addCentre(app.db);
  const { id } = await addUser(app.db, centreId, { role: 'coordinator' });
  await byHand`
    insert into users (centre_id, first_name, last_name, email, role, status)
    select ${centreId}, 'Some', 'Body', gen_random_uuid() || '@other.example', 'teacher', 'active'
    from generate_series(1, ${2 * (many / schools)})`;
  return { ...ctx, actor: { id, centreId, role: 'coordinator', siteAdminOf: [] }, workspaceId: null };
}
