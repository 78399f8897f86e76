import { randomUUID } from 'node:crypto';
import { decide } from '../../../src/service/requests/decide.ts';
import { byHand, smallSchool } from '../ground.ts';
import type { School } from '../world.ts';
import { rates } from './rates.ts';
import type { Bench } from './row.ts';

const many = 500;

/** Waiting requests of new passwords decided by 16 at once, each on its own, beside the bare update that a decision comes down to. */
export const deciding: Bench = {
  rows: [
    {
      key: 'decide',
      figure: 'decide a request, 16 at once',
      unit: '/s',
      limit: 'the bare update',
      goal: 1_700,
      from: 'a quarter of the bare update, 29 November 2026',
      ratio: 6_946 / 1_700,
    },
  ],
  async measure(_, say) {
    const school = await smallSchool(say);
    const { ctx } = school;
    const hand = byHand(school);
    say('deciding requests');
    const ready = () => ask(school);
    const { ours, bare } = await rates(
      {
        ours: {
          ready,
          one: (id: string) => decide({ ...ctx, correlationId: randomUUID() }, { id, decision: 'approve' }),
        },
        bare: { ready, one: (id: string) => hand(update, [ctx.actor.id, id]) },
      },
      { atOnce: 16, rounds: 3 },
    );
    return [{ key: 'decide', ours: ours.perSecond, processor: ours.processor, limit: bare.perSecond }];
  },
};

const update = `
  update requests set status = 'approved', decided_by = $1, decided_at = now()
  where id = $2 and status = 'pending' and expires_at > now() returning id`;

/** A request of each of so many people; what was left of the round before is over. */
async function ask({ ctx, byHand }: School): Promise<string[]> {
  await byHand`update requests set status = 'approved', decided_by = ${ctx.actor.id}, decided_at = now() where status = 'pending'`;
  const added = await byHand<{ id: string }[]>`
    insert into requests (centre_id, asker_id, kind, created_at, remind_at, expires_at, correlation_id)
    select centre_id, id, 'reset', now(), now() + interval '1 day', now() + interval '3 days', gen_random_uuid()
    from users where centre_id = ${ctx.actor.centreId} and role = 'teacher' and status = 'active' order by id limit ${many}
    returning id`;
  return added.map((r) => r.id);
}
