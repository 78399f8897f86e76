import type { Sql } from 'postgres';
import { scopes } from '../../../adapters/slack/connect/scopes.ts';
import { sha256 } from '../../../src/lib/hash.ts';
import { seal } from '../../../src/service/sealed.ts';
import { placeOfInstallation } from '../../../src/service/workspaces/installations.ts';
import { sites } from '../../../src/words/sites.ts';
import { fillFast } from '../fill-fast.ts';
import { namesByHand } from '../world.ts';
import { admins, inChat, teamOf } from './names.ts';

/** What one of these schools has, for as many people as it has: what a school of a thousand is taken to have after a year. */
const perSchool = {
  audit: (people: number) => 3 * people,
  decided: 100,
  pending: 3,
  sessions: 100,
  groups: 20,
  learners: 25,
  tests: 4,
} as const;

/** Fills an empty database with alike schools, each with a workspace of Slack that has installed the app. @param url of the superuser */
export function fillSchools(
  url: string,
  { schools, people, secretKey }: { schools: number; people: number; secretKey: string },
  say: (line: string) => void,
): Promise<void> {
  return fillFast(url, async (sql) => {
    for (const [what, statement] of Object.entries(statements(schools, people))) {
      say(`filling ${what}`);
      await sql.unsafe(statement);
    }
    await install(sql, schools, secretKey);
    say('making the indexes');
  });
}

async function install(sql: Sql, schools: number, secretKey: string): Promise<void> {
  const keys = { secretKey: sha256(secretKey) };
  const rows = Array.from({ length: schools }, (_, i) => {
    const team = teamOf(i);
    const bot = { token: `xoxb-${team}`, scopes: [...scopes], userId: 'U0BOT', id: 'B0BOT' };
    const content = JSON.stringify({ team: { id: team, name: team }, bot, isEnterpriseInstall: false });
    const sealed = seal(keys, 'installation', placeOfInstallation('slack', team), content);
    return { platform: 'slack', external_id: team, sealed, installed_at: new Date() };
  });
  for (let i = 0; i < rows.length; i += 1_000) await sql`insert into installations ${sql(rows.slice(i, i + 1_000))}`;
}

/** All ids are made of the numbers, so that no row is looked up for another. */
const id = (what: string, ...of: string[]) => `md5(concat_ws('-', '${what}', ${of.join(', ')}))::uuid`;
const [centre, user, workspace] = [id('c', 's'), id('u', 's', 'n'), id('w', 's')];

function statements(schools: number, people: number): Record<string, string> {
  const s = `generate_series(0, ${schools - 1}) s`;
  const n = (count: number, from = 0) => `generate_series(${from}, ${from + count - 1}) n`;
  const all = `${s}, ${n(people)}`;
  const ago = (days: number) => `now() - random() * interval '${days} days'`;
  const { first, last } = namesByHand('(s * 131 + n)');
  const { audit, decided, pending, sessions, groups, learners, tests } = perSchool;
  return {
    centres: `
      insert into centres (id, name, number, support_contact)
      select ${centre}, 'School ' || s, 'IN' || lpad((s + 1000)::text, 6, '0'), 'the IT help desk' from ${s};
      insert into centre_sites (centre_id, site)
      select ${centre}, site from ${s}, unnest('{${sites.join(',')}}'::site[]) site;
      insert into workspaces (id, centre_id, platform, external_id, approvals_channel)
      select ${workspace}, ${centre}, 'slack', 'T' || lpad(s::text, 6, '0'), 'C0APPROVALS' from ${s};
      insert into site_connections (id, centre_id, site, client_id, created_at, changed_at)
      select ${id('x', 's')}, ${centre}, 'hub', 'in' || s || '-hub', now(), now() from ${s}`,
    users: `
      insert into users (id, holder_id, centre_id, first_name, last_name, email, role, status, created_at, last_signed_in_at)
      select ${user}, ${user}, ${centre}, ${first}, ${last}, 'p' || n || '@s' || s || '.example',
        case when n = 0 then 'coordinator' when n <= ${admins} then 'admin' else 'teacher' end::role,
        case when n > ${inChat} and n % 20 = 0 then 'invited' else 'active' end::status, ${ago(365)}, ${ago(30)}
      from ${all}`,
    'what they have': `
      insert into site_access (centre_id, user_id, site)
      select ${centre}, ${user}, site from ${all}, unnest('{hub,primary}'::site[]) site;
      insert into site_visits (centre_id, user_id, site, last_at)
      select ${centre}, ${user}, site, ${ago(60)} from ${all}, unnest('{hub,primary}'::site[]) site where n % 3 > 0;
      insert into user_programmes (centre_id, user_id, programme) select ${centre}, ${user}, 'primary' from ${all};
      insert into credentials (user_id, centre_id, password_hash, set_at)
      select ${user}, ${centre}, '$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5c2lnbnM$bm9ib2R5IHNpZ25zIGluIGJ5IHRoaXMgb25l', ${ago(365)}
      from ${all} where n % 20 > 0;
      insert into chat_identities (workspace_id, external_id, centre_id, user_id, confirmed_at)
      select ${workspace}, 'U' || s || 'N' || n, ${centre}, ${user}, now() from ${s}, ${n(Math.min(inChat, people))}`,
    'links and mails': `
      insert into links (id, centre_id, user_id, kind, token_hash, created_at, expires_at, used_at)
      select ${id('l', 's', 'n')}, ${centre}, ${user}, 'set-up', sha256(concat(s, '-', n)::bytea), now() - interval '100 days',
        now() - interval '93 days', now() - interval '99 days' from ${all};
      insert into mails (id, centre_id, user_id, kind, link_id, state, created_at, sent_at, correlation_id)
      select ${id('m', 's', 'n')}, ${centre}, ${user}, 'invitation', ${id('l', 's', 'n')}, 'sent', now() - interval '80 days',
        now() - interval '80 days', gen_random_uuid() from ${all}`,
    'the audit trail': `
      insert into audit_events (centre_id, at, action, outcome, actor_id, workspace_id, target_id, correlation_id)
      select ${centre}, now() - interval '1 year' * (1 - n::float / ${audit(people)}),
        (array['user.add', 'user.edit', 'reset.send', 'user.suspend', 'user.reactivate', 'access.decide'])[1 + n % 6], 'done',
        ${id('u', 's', '(n % 10)')}, ${workspace}, ${id('u', 's', `(n % ${people})`)}, gen_random_uuid()
      from ${n(audit(people))}, ${s};
      insert into audit_seals (centre_id, place, event_id, added_at, previous, hash)
      select centre_id, row_number() over (partition by centre_id order by id), id, at, sha256(id::text::bytea), sha256(id::text::bytea)
      from audit_events`,
    requests: `
      insert into requests (centre_id, asker_id, kind, status, workspace_id, created_at, remind_at, expires_at, decided_by, decided_at, correlation_id)
      select ${centre}, ${id('u', 's', `(10 + n % ${people - 10})`)}, 'reset', 'approved', ${workspace}, now() - interval '60 days',
        now() - interval '59 days', now() - interval '57 days', ${id('u', 's', '0')}, now() - interval '60 days', gen_random_uuid()
      from ${s}, ${n(decided)};
      insert into requests (centre_id, asker_id, kind, workspace_id, created_at, remind_at, expires_at, correlation_id)
      select ${centre}, ${id('u', 's', 'n')}, 'reset', ${workspace}, now(), now() + interval '1 day', now() + interval '3 days', gen_random_uuid()
      from ${s}, ${n(pending, people - pending)}`,
    sessions: `
      insert into oidc_records (model, id_hash, uid_hash, account_id, sealed, expires_at)
      select 'Session', sha256(concat('i', s, '-', n)::bytea), sha256(concat('h', s, '-', n)::bytea), ${user}, decode(repeat('00', 900), 'hex'),
        now() + interval '1 day' from ${s}, ${n(sessions, 10)};
      insert into site_sessions (sid, centre_id, connection_id, user_id, uid_hash, started_at, expires_at)
      select concat(s, '-', n), ${centre}, ${id('x', 's')}, ${user}, sha256(concat('h', s, '-', n)::bytea), now(), now() + interval '1 day'
      from ${s}, ${n(sessions, 10)}`,
    progression: `
      insert into learner_groups (id, centre_id, site, owner_id, name, stage, subject, created_at, changed_at, learners, tests, results)
      select ${id('g', 's', 'n')}, ${centre}, 'primary', ${id('u', 's', '(10 + n)')}, 'Group ' || n, 1 + n % 9, 'Mathematics',
        now() - interval '90 days', now() - interval '30 days', ${learners}, ${tests}, ${learners * tests} from ${s}, ${n(groups)};
      insert into learners (id, group_id, name)
      select ${id('p', 's', 'n', 'i')}, ${id('g', 's', 'n')}, 'Learner ' || i from ${s}, ${n(groups)}, generate_series(1, ${learners}) i;
      insert into tests (id, group_id, name, taken_on, max_mark)
      select ${id('t', 's', 'n', 'i')}, ${id('g', 's', 'n')}, 'Test ' || i, date '2026-09-01', 40 from ${s}, ${n(groups)}, generate_series(1, ${tests}) i;
      insert into results (group_id, test_id, learner_id, mark)
      select ${id('g', 's', 'n')}, ${id('t', 's', 'n', 'j')}, ${id('p', 's', 'n', 'i')}, 20
      from ${s}, ${n(groups)}, generate_series(1, ${learners}) i, generate_series(1, ${tests}) j`,
  };
}
