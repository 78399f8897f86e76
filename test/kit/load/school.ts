import postgres, { type Sql } from 'postgres';
import { connect } from '../../../db/connect.ts';
import { addCentre, addUser } from '../people.ts';
import { approvals, team } from './slack.ts';

/** A school in which much is done at once. People's Slack ids and e-mails are made of the same words. */

const domain = 'load.example';
export const emailOf = (person: string) => `${person.slice(1).toLowerCase()}@${domain}`;
/** The same, from what stands before the @. */
export const personOf = (name: string) => `U${name.toUpperCase()}`;
export const addressOf = (name: string) => `${name}@${domain}`;
export const coordinator = personOf('coordinator');
/** Who gets all that is handed over. */
export const receiver = 'receiver';

/**
 * Makes the school.
 *
 * @param url of a migrated database without people
 * @param people how many there are to be suspended, to hand over a group, and to ask
 */
export async function loadSchool(url: string, people: number): Promise<void> {
  const { db, close } = connect(url, { max: 1 });
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const centre = await addCentre(db);
    await addUser(db, centre.id, { role: 'coordinator', email: addressOf('coordinator') });
    await addUser(db, centre.id, { email: addressOf(receiver) });
    await sql`insert into site_access (centre_id, user_id, site)
      select centre_id, id, 'primary' from users where email = ${addressOf(receiver)}`;
    await sql`insert into workspaces (centre_id, platform, external_id, approvals_channel)
      values (${centre.id}, 'slack', ${team}, ${approvals})`;
    await enrol(sql, centre.id, people);
  } finally {
    await sql.end();
    await close();
  }
}

/** `s1…` are to be suspended, `t1…` hand over a group each, `r1…` ask for a site. */
async function enrol(sql: Sql, centreId: string, people: number): Promise<void> {
  await sql`
    with made as (
      insert into users (centre_id, first_name, last_name, email, role, status)
      select ${centreId}, 'Load', upper(kind) || i, kind || i || ${`@${domain}`}, 'teacher', 'active'
      from unnest(array['s', 't', 'r']) kind, generate_series(1, ${people}::int) i
      returning id, email
    ), given as (
      insert into site_access (centre_id, user_id, site) select ${centreId}, id, 'primary' from made
    )
    insert into learner_groups (centre_id, site, owner_id, name, stage, subject, created_at, changed_at)
    select ${centreId}, 'primary', id, split_part(email, '@', 1), 3, 'Maths', now(), now()
    from made where email like 't%'`;
}
