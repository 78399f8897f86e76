-- Found by `queue_jobs` in the place of PostgreSQL's own: whatever graphile_worker.add_jobs tells by NOTIFY comes here.
CREATE SCHEMA IF NOT EXISTS "staffroom_wakes";
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "staffroom_wakes"."pg_notify"(channel text, payload text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF payload IS NULL THEN
    -- No job was added.
    RETURN;
  ELSIF current_setting('staffroom.wakes', true) = 'on' THEN
    -- SR001 is in db/wake.ts.
    RAISE NOTICE USING ERRCODE = 'SR001', MESSAGE = payload;
  ELSE
    PERFORM pg_catalog.pg_notify(channel, payload);
  END IF;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION "staffroom_wakes"."pg_notify"(text, text) IS
'That jobs were added is told to whoever adds them, who tells the workers of all copies once that is committed (db/wake.ts). Of transactions
that tell it by NOTIFY the server commits one at a time, each with a write to the disk of its own, where else many share one. It is still told
so for whoever does not say (`staffroom.wakes`) that they do it: the release before this one, and SQL by hand. What queue_jobs calls finds this
before PostgreSQL''s own of that name, as its search_path says.';
--> statement-breakpoint
ALTER FUNCTION queue_jobs(jsonb) SET search_path = staffroom_wakes, pg_catalog, pg_temp;
