-- A user's life, as docs/rules.md tells it: nothing may take a step that is not in the picture.
CREATE FUNCTION users_life() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.centre_id <> OLD.centre_id OR NEW.id <> OLD.id THEN
    RAISE EXCEPTION 'a user stays at one centre' USING ERRCODE = 'check_violation', CONSTRAINT = 'users_life';
  END IF;
  IF OLD.status <> NEW.status AND NOT (
    (OLD.status = 'invited' AND NEW.status = 'active')
    OR (OLD.status IN ('invited', 'active') AND NEW.status = 'suspended' AND NEW.suspended_from = OLD.status)
    OR (OLD.status = 'suspended' AND NEW.status IN (OLD.suspended_from, 'deleted'))
  ) THEN
    RAISE EXCEPTION 'a user cannot go from % to %', OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'users_life';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER users_life BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION users_life();
--> statement-breakpoint
CREATE FUNCTION users_keep_coordinator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Two coordinators demoting each other at once wait here, so that the second sees what the first did. "No key" leaves
  -- foreign key checks of other transactions alone.
  PERFORM 1 FROM centres WHERE id = OLD.centre_id FOR NO KEY UPDATE;
  IF NOT EXISTS (
    SELECT 1 FROM users WHERE centre_id = OLD.centre_id AND role = 'coordinator' AND status = 'active'
  ) THEN
    RAISE EXCEPTION 'a centre keeps at least one active coordinator'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'users_last_coordinator';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER users_keep_coordinator AFTER UPDATE ON users FOR EACH ROW
WHEN (OLD.role = 'coordinator' AND OLD.status = 'active' AND (NEW.role <> 'coordinator' OR NEW.status <> 'active'))
EXECUTE FUNCTION users_keep_coordinator();
--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % is never allowed', lower(TG_OP), TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
-- The trail is added to and read. Whoever connects: a table's owner passes over grants, but not over a trigger.
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- A user's row is erased, never removed: the trail points at it.
CREATE TRIGGER users_never_removed BEFORE DELETE OR TRUNCATE ON users
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Adds jobs in the caller's transaction, so that they exist if and only if what caused them does. The caller needs no
-- right to the queue's own tables. Takes [{task, payload, key?, run_at?, priority?}]; a smaller number goes first, and without one it is 0.
CREATE FUNCTION queue_jobs(specs jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  PERFORM graphile_worker.add_jobs(ARRAY(
    SELECT ROW(
      s ->> 'task', (s -> 'payload')::json, NULL, (s ->> 'run_at')::timestamptz, NULL, s ->> 'key', (s ->> 'priority')::int, NULL
    )::graphile_worker.job_spec
    FROM jsonb_array_elements(specs) s
  ));
END $$;
