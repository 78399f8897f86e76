import type { Sql } from 'postgres';
import { type Act, type Kind, kinds, type Told } from './acts.ts';
import { addressOf, receiver } from './school.ts';

/** What came of all acts of a kind, as the database has it. */
export interface Tally {
  /** How many there were of each. */
  told: Record<Told, number>;
  /** Of those that were acknowledged: how often it is there, as it was said. */
  there: number;
  /** Acknowledged, and not there. */
  lost: string[];
  /** There more than once, or with another number of audit events than one. */
  doubled: string[];
  /** "Nothing was changed", and it was. */
  denied: string[];
}

/** What happened to one subject: how often its effect is there, and how many audit events tell so. */
interface Found {
  subject: string;
  there: number;
  events: number;
}

/** Reads it out of the database, as its owner. */
export async function tally(sql: Sql, acts: Act[]): Promise<Record<Kind, Tally>> {
  const found = new Map((await effects(sql)).map((each) => [each.subject, each]));
  const tallies = kinds.map(
    (kind) =>
      [
        kind,
        tallyOf(
          acts.filter((act) => act.kind === kind),
          found,
        ),
      ] as const,
  );
  return Object.fromEntries(tallies) as Record<Kind, Tally>;
}

function tallyOf(acts: Act[], found: Map<string, Found>): Tally {
  const told = { done: 0, refused: 0, unsure: 0, untaken: 0, unanswered: 0, other: 0 };
  for (const act of acts) told[act.told] += 1;
  const of = ({ subject }: Act) => found.get(subject) ?? { subject, there: 0, events: 0 };
  const names = (which: (act: Act) => boolean) => acts.filter(which).map(({ subject }) => subject);
  const isLost = (act: Act) => act.told === 'done' && of(act).there === 0;
  return {
    told,
    there: acts.filter((act) => act.told === 'done' && of(act).there > 0).length,
    lost: names(isLost),
    doubled: names((act) => !isLost(act) && (of(act).there > 1 || of(act).events !== of(act).there)),
    denied: names((act) => act.told === 'refused' && of(act).there > 0),
  };
}

/** Of all subjects that there are; what did not happen is there 0 times, with 0 events. */
async function effects(sql: Sql): Promise<Found[]> {
  const events = (action: string) => sql`
    (select count(*)::int from audit_events e where e.target_id = u.id and e.action = ${action} and e.outcome = 'done')`;
  const name = sql`split_part(u.email, '@', 1)`;
  return sql<Found[]>`
    select ${name} as subject, 1 as there, ${events('user.add')} as events
    from users u where u.email like 'add%' or u.email like 'message%'
    union all
    select ${name}, (status = 'suspended')::int, ${events('user.suspend')} from users u where u.email like 's%'
    union all
    select ${name}, (o.email = ${addressOf(receiver)})::int, ${events('data.transfer')}
    from users u join learner_groups g on g.name = ${name} join users o on o.id = g.owner_id where u.email like 't%'
    union all
    select ${name}, (select count(*)::int from requests r where r.asker_id = u.id), ${events('access.ask')}
    from users u where u.email like 'r%' and u.email <> ${addressOf(receiver)}`;
}

/** Jobs that are due, or will be within the next half hour, by task, with what stood in their way; and what waits for its answer. */
export async function leftToDo(sql: Sql): Promise<{ task: string; count: number; attempts: number; error: string }[]> {
  return sql`
    select t.identifier as task, count(*)::int as count, max(j.attempts)::int as attempts, max(j.last_error) as error
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where j.run_at < now() + interval '30 minutes' group by 1
    union all
    select 'answer', count(*)::int, max(retries), null from deliveries where payload is not null having count(*) > 0`;
}
