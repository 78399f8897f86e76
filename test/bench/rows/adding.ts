import { randomBytes, randomUUID } from 'node:crypto';
import { addPeople } from '../../../src/service/people/add.ts';
import { byHand, smallSchool } from '../ground.ts';
import type { School } from '../world.ts';
import { rates } from './rates.ts';
import type { Bench } from './row.ts';

const many = 400;

/** People added by 16 at once, one each, beside one statement by hand that writes the same nine rows. */
export const adding: Bench = {
  rows: [
    {
      key: 'add-one',
      figure: 'add one, 16 at once',
      unit: '/s',
      limit: 'one statement: the same nine rows, its job told by NOTIFY',
      goal: 1_570,
      from: 'as many as better-auth, which writes two rows',
      ratio: 2_182 / 1_570,
    },
  ],
  async measure(_, say) {
    const school = await smallSchool(say);
    const { ctx } = school;
    const hand = byHand(school);
    say('adding people');
    const ready = async () => Array.from({ length: many }, () => `${randomUUID()}@add.example`);
    const { ours, bare } = await rates(
      {
        ours: {
          ready,
          one: (email: string) => addPeople({ ...ctx, correlationId: randomUUID() }, { rows: [someone(email)] }),
        },
        bare: { ready, one: (email: string) => hand(statement, valuesOf(school, email)) },
      },
      { atOnce: 16, rounds: 3 },
    );
    return [{ key: 'add-one', ours: ours.perSecond, processor: ours.processor, limit: bare.perSecond }];
  },
};

const someone = (email: string) => ({
  firstName: 'New',
  lastName: 'Comer',
  email,
  role: 'teacher' as const,
  programmes: ['primary' as const],
  siteAdminOf: [],
});

/** What one would write who knows PostgreSQL and has an afternoon. */
const statement = `
  with person as (
    insert into users (id, centre_id, first_name, last_name, email, role, created_at)
    values ($1, $2, 'New', 'Comer', $3, 'teacher', now())
  ), access as (
    insert into site_access (centre_id, user_id, site) select $2, $1, s from unnest('{hub,primary,forums}'::site[]) s
  ), programme as (
    insert into user_programmes (centre_id, user_id, programme) values ($2, $1, 'primary')
  ), link as (
    insert into links (id, centre_id, user_id, kind, token_hash, created_at, expires_at)
    values ($4, $2, $1, 'set-up', $5, now(), now() + interval '7 days')
  ), mail as (
    insert into mails (id, centre_id, user_id, kind, link_id, created_at, correlation_id)
    values ($6, $2, $1, 'invitation', $4, now(), $7)
  ), events as (
    insert into audit_events (centre_id, at, action, outcome, actor_id, workspace_id, target_id, correlation_id)
    values ($2, now(), 'user.add', 'done', $8, $9, $1, $7)
  )
  select queue_jobs(jsonb_build_array(jsonb_build_object('task', 'send-mail', 'payload', jsonb_build_object('mailId', $6::uuid))))`;

const valuesOf = ({ ctx }: School, email: string) => [
  randomUUID(),
  ctx.actor.centreId,
  email,
  randomUUID(),
  randomBytes(32),
  randomUUID(),
  randomUUID(),
  ctx.actor.id,
  ctx.workspaceId,
];
