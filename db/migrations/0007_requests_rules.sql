-- A decision stands: afterwards only the reasons may be erased, with the account of the one who asked. And who asked for
-- what never changes.
CREATE FUNCTION requests_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.centre_id, NEW.asker_id, NEW.kind, NEW.site) IS DISTINCT FROM (OLD.id, OLD.centre_id, OLD.asker_id, OLD.kind, OLD.site)
    OR (NEW.reason IS NOT NULL AND NEW.reason IS DISTINCT FROM OLD.reason)
    OR (OLD.status <> 'pending' AND (
      (NEW.status, NEW.decided_by, NEW.decided_at, NEW.site_admin) IS DISTINCT FROM (OLD.status, OLD.decided_by, OLD.decided_at, OLD.site_admin)
      OR (NEW.decision_reason IS NOT NULL AND NEW.decision_reason IS DISTINCT FROM OLD.decision_reason)))
  THEN
    RAISE EXCEPTION 'a request is decided once' USING ERRCODE = 'check_violation', CONSTRAINT = 'requests_once';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER requests_once BEFORE UPDATE ON requests FOR EACH ROW EXECUTE FUNCTION requests_once();
--> statement-breakpoint
-- As before, and a job may name a queue: those of one queue are carried out one after the other, by whichever copy.
CREATE OR REPLACE FUNCTION queue_jobs(specs jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  PERFORM graphile_worker.add_jobs(ARRAY(
    SELECT ROW(
      s ->> 'task', (s -> 'payload')::json, s ->> 'queue', (s ->> 'run_at')::timestamptz, NULL, s ->> 'key', (s ->> 'priority')::int, NULL
    )::graphile_worker.job_spec
    FROM jsonb_array_elements(specs) s
  ));
END $$;
