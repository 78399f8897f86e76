import { fillFast } from '../bench/fill-fast.ts';

/** How many there are, the first included. */
const schools = 100;

/** @param each how many people a school has */
const people = (each: number): string[] => [
  `insert into centres (name, number, support_contact)
      select 'School ' || i, 'XY' || (10000 + i), 'x@plans.example' from generate_series(2, ${schools}) i`,
  `insert into users (id, centre_id, first_name, last_name, email, role, status, suspended_from, last_signed_in_at, holder_id)
      select id, centre, (array['Ben', 'Zoe', 'Amina', 'Li', 'Jonas', 'Greta', 'Chidi'])[1 + i % 7],
        case when i % 25 = 3 then 'Okafor' else initcap(translate(md5(i::text), '0123456789', 'okafrbenzu')) end,
        'p' || n || '.' || i || '@plans.example', case when i % 50 = 0 then 'admin' else 'teacher' end::role,
        case when i % 50 = 1 then 'suspended' when i % 20 = 0 then 'invited' else 'active' end::status,
        case when i % 50 = 1 then 'active'::status end, case when i % 3 > 0 then now() - i * interval '1 minute' end, id
      from (select gen_random_uuid() as id, c.id as centre, c.n, i
        from (select id, row_number() over () as n from centres) c, generate_series(1, ${each}) i) u`,
  `insert into site_access (centre_id, user_id, site)
      select centre_id, id, s from users, unnest(array['hub', 'forums']::site[]) s`,
  `insert into user_programmes (centre_id, user_id, programme) select centre_id, id, 'primary' from users`,
];

/** What these schools have after some weeks: workspaces, requests, mails, the trail, sessions, sites that are kept in step. */
const use: string[] = [
  `create temporary table person as
      select id, centre_id, row_number() over (partition by centre_id order by id) as i, row_number() over () as n,
        now() - random() * interval '60 days' as at, gen_random_uuid() as other from users`,
  `analyze person`,
  `insert into workspaces (centre_id, platform, external_id) select id, 'slack', 'T' || number from centres`,
  `insert into chat_identities (workspace_id, external_id, centre_id, user_id, confirmed_at)
      select w.id, 'U' || p.i, p.centre_id, p.id, now() from person p join workspaces w using (centre_id)`,
  `insert into requests (centre_id, asker_id, kind, status, created_at, remind_at, expires_at, decided_by, decided_at, correlation_id)
      select p.centre_id, p.id, 'reset', case when n % 100 = 1 then 'pending' else 'approved' end::request_status,
        t, t + interval '1 day', t + interval '7 days', case when n % 100 <> 1 then p.other end, case when n % 100 <> 1 then t + interval '1 hour' end, p.other
      from (select *, case when n % 100 = 1 then now() - interval '1 hour' else at end as t from person where n % 5 = 1) p`,
  `insert into audit_events (centre_id, at, action, outcome, actor_id, target_id, correlation_id)
      select p.centre_id, p.at, 'user.edit', 'done', first_value(p.id) over (partition by p.centre_id order by p.i), p.id, p.other
      from person p, generate_series(1, 2) order by p.at`,
  `insert into audit_seals (centre_id, place, event_id, previous, hash)
      select centre_id, row_number() over (partition by centre_id order by id), id, '', '' from audit_events`,
  `insert into links (id, centre_id, user_id, kind, token_hash, created_at, expires_at, used_at)
      select other, centre_id, id, 'set-up', sha256(id::text::bytea), at, at + interval '3 days', case when n % 3 > 0 then at end from person`,
  `insert into mails (id, centre_id, user_id, kind, link_id, state, created_at, sent_at, correlation_id)
      select other, centre_id, id, 'invitation', other, case when n % 200 = 0 then 'queued' else 'sent' end::mail_state,
        at, case when n % 200 <> 0 then at end, other from person`,
  `insert into oidc_records (model, id_hash, uid_hash, account_id, client_id, sealed, expires_at)
      select 'Session', sha256(id::text::bytea), sha256(other::text::bytea), id, 'hub', '', now() + interval '1 day' from person where n % 3 = 0`,
  `insert into deliveries (key, at, platform, payload, leased_until)
      select 'd' || n, now() - random() * interval '1 day', case when n <= 3 then 'slack'::platform end, case when n <= 3 then 'x'::bytea end,
        case when n <= 3 then now() - interval '1 minute' end from person`,
  `insert into late_answers (id, platform, workspace, recipient_hash, user_id, sealed, may_have_arrived, created_at, due_at)
      select other, 'slack', 'T' || n / 50 % 100, sha256(id::text::bytea), id, '', false, now(), now() from person where n % 50 = 0`,
  `insert into centre_sites (centre_id, site) select id, s from centres, unnest(array['hub', 'forums']::site[]) s on conflict do nothing`,
  `insert into site_connections (centre_id, site, client_id, scim_url, sealed_scim_auth, redirect_uris, created_at, changed_at)
      select id, 'hub', lower(number) || '-hub', 'https://hub.plans.example/scim', 'x', '{https://hub.plans.example/in}', now(), now() from centres`,
  `insert into provisioning (connection_id, centre_id, user_id, version, done, waiting_since)
      select c.id, p.centre_id, p.id, 2, case when n % 20 = 0 then 1 else 2 end, case when n % 20 = 0 then now() end
      from person p join site_connections c using (centre_id)`,
  `insert into site_visits (centre_id, user_id, site, last_at) select centre_id, id, 'hub', at from person where n % 3 > 0`,
];

/**
 * Schools beside the first, and people of all: one in 25 an Okafor, one in 50 suspended.
 *
 * @param options.inUse with what they have after some weeks too
 */
export const fillSchools = (url: string, each: number, options: { inUse?: true } = {}): Promise<void> =>
  fillFast(url, async (sql) => {
    for (const statement of [...people(each), ...(options.inUse ? use : [])]) await sql.unsafe(statement);
  });
