/**
 * What each of those who sign in may do, as SQL. A role is named as in SQL, quoted where it has to be.
 *
 * What people ask for: all but the deletion of users, and the audit trail to add to and read. Nothing of the queue, and
 * nothing of how tables are made.
 */
export const appGrants = (role: string) => `
grant usage on schema public to ${role};
grant select, insert, update on all tables in schema public to ${role};
revoke update on audit_events from ${role};
revoke insert, update on audit_seals, audit_unsealed from ${role};
grant delete on site_access, user_programmes, centre_sites, credentials, chat_identities, drafts, done_once, rate_limits,
  deliveries, installations, workspace_codes, links, chat_messages, request_messages,
  stand_ins, chat_references, oidc_records, site_sessions, site_visits, usage_digests, provisioning, site_connections, signing_keys,
  mails, requests, transfers, leavers, column_choices, directory_tokens, one_time_secrets, second_factors, late_answers,
  scheduled_changes, imports, import_parts, learner_groups, learners, tests, results,
  people_changes, vouched_emails, promotions, notes
  to ${role};
grant execute on function queue_jobs(jsonb), seal_audit_events(uuid, integer) to ${role};
`;

/** The queue: its own tables, and nothing of the school's. */
export const queueGrants = (role: string) => `
grant usage on schema graphile_worker to ${role};
grant select, insert, update, delete on all tables in schema graphile_worker to ${role};
`;

/**
 * Takes from everyone who may connect what PostgreSQL gives to all, and opens to whoever has grants on them the queue's
 * tables, on which graphile-worker turns row-level security on: an owner passes over that, and the queue's role is none.
 */
export const closedToOthers = `
do $$ declare each record; begin
  execute format('revoke temporary on database %I from public', current_database());
  revoke create on schema public from public;
  revoke execute on function queue_jobs(jsonb), seal_audit_events(uuid, integer), await_seal(), keep_site_visits() from public;
  -- Looked for first: making one would wait for all who use the table, and make them wait.
  for each in select oid::regclass as name from pg_class c
    where relnamespace = 'graphile_worker'::regnamespace and relrowsecurity
      and not exists (select from pg_policy where polrelid = c.oid)
  loop
    execute format('create policy staffroom_queue on %s using (true)', each.name);
  end loop;
end $$;
`;

/** Copies of the release before this one work as one role for all databases, and go on meanwhile. */
export const grantsOfBefore = `
do $$ begin
  if exists (select from pg_roles where rolname = 'staffroom_app') then
    if has_table_privilege('staffroom_app', 'users', 'select') then
      ${appGrants('staffroom_app')}
    end if;
  end if;
end $$;
`;
