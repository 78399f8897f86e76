import { sql } from 'drizzle-orm';
import { appRole, type Db } from './connect.ts';

const grants = `
do $$ begin
  if not exists (select from pg_roles where rolname = '${appRole}') then
    create role ${appRole} nologin;
  end if;
exception when duplicate_object or unique_violation then null; -- another database of this server was quicker
end $$;
do $$ begin
  -- PostgreSQL 16 and newer ask a role's maker to be a member before it may become it.
  if not pg_has_role(current_user, '${appRole}', 'SET') then
    execute format('grant ${appRole} to %I', current_user);
  end if;
exception when invalid_parameter_value then -- 15 has no 'SET'
  if not pg_has_role(current_user, '${appRole}', 'MEMBER') then
    execute format('grant ${appRole} to %I', current_user);
  end if;
end $$;
grant usage on schema public to ${appRole};
grant select, insert, update on all tables in schema public to ${appRole};
revoke update on audit_events from ${appRole};
grant delete on site_access, user_programmes, centre_sites, credentials, chat_identities, drafts, done_once, rate_limits,
  deliveries, installations, workspace_codes, links, chat_messages, request_messages,
  stand_ins, chat_references, oidc_records, site_sessions, provisioning, site_connections, signing_keys,
  mails, requests, transfers, leavers, directory_tokens
  to ${appRole};
`;

/**
 * Makes the program's role and gives it what it needs: all but the deletion of users, and the audit trail to add to and
 * read.
 *
 * @param db a connection as the owner of the tables
 * @returns whether the program can work as that role; false where the database's user may not make roles (some rented
 *   databases), and then the triggers alone protect the trail
 */
export async function grantToApp(db: Db): Promise<boolean> {
  try {
    await db.execute(sql.raw(grants));
    return true;
  } catch (error) {
    const { code } = ((error instanceof Error && error.cause) || error) as { code?: string };
    // "Insufficient privilege".
    if (code === '42501') return false;
    throw error;
  }
}
