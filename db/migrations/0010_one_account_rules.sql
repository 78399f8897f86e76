-- Sites to be brought up to date once the transaction commits. Their jobs are queued at the very end and in one order: a
-- job's key is a row that the next transaction waits for, and two that queue for the same sites, each in its own order,
-- would wait for each other.
CREATE FUNCTION wake_sites(ids uuid[]) RETURNS void LANGUAGE sql AS $$
  SELECT set_config('staffroom.sites', coalesce(current_setting('staffroom.sites', true), '') || ' ' || array_to_string(ids, ' '), true)
  WHERE ids IS NOT NULL;
$$;
--> statement-breakpoint
CREATE FUNCTION queue_provision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  woken text := current_setting('staffroom.sites', true);
BEGIN
  -- It is called for each user that was marked; the first call does it for all.
  IF woken IS NULL OR woken = '' THEN
    RETURN NULL;
  END IF;
  PERFORM set_config('staffroom.sites', '', true);
  PERFORM queue_jobs((
    SELECT jsonb_agg(jsonb_build_object(
      'task', 'provision', 'payload', jsonb_build_object('connectionId', id),
      'key', 'provision:' || id, 'queue', 'provision:' || id, 'priority', 1
    ) ORDER BY id)
    FROM (SELECT DISTINCT id FROM unnest(string_to_array(trim(woken), ' ')) id WHERE id <> '') ids
  ));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER provisioning_queued AFTER INSERT OR UPDATE OF version ON provisioning
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION queue_provision();
--> statement-breakpoint
-- Whatever changes about a user is marked for every site that it concerns, in the transaction of the change, whichever use
-- case makes it: a site concerns a user who may sign in there, and one whom it was told of before.
CREATE FUNCTION mark_provisioning(changed uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  touched uuid[];
BEGIN
  WITH marked AS (
    INSERT INTO provisioning AS p (connection_id, centre_id, user_id, waiting_since)
    SELECT c.id, u.centre_id, u.id, now()
    FROM users u
    JOIN site_connections c ON c.centre_id = u.centre_id AND c.scim_url IS NOT NULL
    WHERE u.id = ANY (changed)
      AND (
        EXISTS (SELECT FROM site_access a WHERE a.user_id = u.id AND a.site = c.site)
        OR EXISTS (SELECT FROM provisioning o WHERE o.connection_id = c.id AND o.user_id = u.id)
      )
    ORDER BY c.id, u.id
    -- A site that is being turned off is waited for, and then left out.
    FOR KEY SHARE OF c
    ON CONFLICT (connection_id, user_id) DO UPDATE
      SET version = p.version + 1, waiting_since = coalesce(p.waiting_since, excluded.waiting_since), next_try_at = NULL
    RETURNING p.connection_id
  )
  SELECT array_agg(DISTINCT connection_id) INTO touched FROM marked;
  PERFORM wake_sites(touched);
END $$;
--> statement-breakpoint
CREATE FUNCTION mark_users() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The first look costs next to nothing where no site is connected, which is how most schools begin.
  IF NOT EXISTS (SELECT FROM site_connections WHERE scim_url IS NOT NULL) THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    PERFORM mark_provisioning(ARRAY(
      SELECT n.id FROM new_rows n JOIN old_rows o USING (id)
      WHERE (n.first_name, n.last_name, n.email, n.role, n.status, n.external_id)
        IS DISTINCT FROM (o.first_name, o.last_name, o.email, o.role, o.status, o.external_id)
    ));
  ELSE
    PERFORM mark_provisioning(ARRAY(SELECT DISTINCT user_id FROM new_rows));
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER users_provisioning AFTER UPDATE ON users
  REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_users();
--> statement-breakpoint
CREATE TRIGGER site_access_given AFTER INSERT ON site_access
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_users();
--> statement-breakpoint
CREATE TRIGGER site_access_taken AFTER DELETE ON site_access
  REFERENCING OLD TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_users();
--> statement-breakpoint
CREATE FUNCTION mark_site_admins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM mark_provisioning(ARRAY(
    SELECT DISTINCT n.user_id FROM new_rows n JOIN old_rows o USING (user_id, site)
    WHERE n.site_admin IS DISTINCT FROM o.site_admin
  ));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER site_access_changed AFTER UPDATE ON site_access
  REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_site_admins();
--> statement-breakpoint
CREATE TRIGGER user_programmes_given AFTER INSERT ON user_programmes
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_users();
--> statement-breakpoint
CREATE TRIGGER user_programmes_taken AFTER DELETE ON user_programmes
  REFERENCING OLD TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_users();
