-- Every event waits for its seal from the transaction that adds it, whoever adds it.
CREATE FUNCTION await_seal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.audit_unsealed SELECT centre_id, id, clock_timestamp() FROM added;
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION await_seal() IS
'Has each new event of the trail wait for its seal. Set off by whatever is written down.';
--> statement-breakpoint
CREATE TRIGGER audit_events_await_seal AFTER INSERT ON audit_events
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION await_seal();
--> statement-breakpoint
INSERT INTO audit_unsealed SELECT centre_id, id FROM audit_events;
--> statement-breakpoint
-- Seals the events of a centre that wait, at most so many, and returns how many. What is hashed is in docs/trail.md, and
-- src/service/audit/hash.ts has it a second time, to compare.
CREATE FUNCTION seal_audit_events(whose uuid, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  utc CONSTANT text := 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"';
  waiting public.audit_unsealed;
  event public.audit_events;
  seal public.audit_seals;
  sealed integer := 0;
  is_first boolean;
BEGIN
  -- 7243005 is in src/lib/advisory-locks.ts. Only who seals waits here: what is written down takes no such lock.
  PERFORM pg_advisory_xact_lock(7243005, hashtext(whose::text));
  SELECT * INTO seal FROM public.audit_seals WHERE centre_id = whose ORDER BY place DESC LIMIT 1;
  is_first := seal.place IS NULL;
  seal.centre_id := whose;
  seal.place := coalesce(seal.place, 0);
  seal.hash := coalesce(seal.hash, decode(repeat('00', 32), 'hex'));
  FOR waiting IN SELECT * FROM public.audit_unsealed WHERE centre_id = whose ORDER BY event_id LOOP
    EXIT WHEN sealed = most;
    SELECT * INTO event FROM public.audit_events WHERE id = waiting.event_id AND centre_id = whose;
    -- Someone removed it past the program. It waits for ever, and is found by whoever checks.
    CONTINUE WHEN NOT FOUND;
    seal.place := seal.place + 1;
    seal.event_id := event.id;
    -- What stood there before there were seals, or came with a school that was made whole, may tell of earlier times.
    seal.added_at := CASE WHEN NOT is_first THEN waiting.added_at END;
    seal.previous := seal.hash;
    seal.reason_salt := CASE WHEN event.reason IS NOT NULL THEN uuid_send(gen_random_uuid()) END;
    seal.reason_hash := sha256(seal.reason_salt || convert_to(event.reason, 'UTF8'));
    seal.hash := sha256(convert_to(concat_ws(E'\n',
      'staffroom-trail-1', encode(seal.previous, 'hex'), seal.place, whose, event.id,
      to_char(event.at AT TIME ZONE 'UTC', utc), coalesce(to_char(seal.added_at AT TIME ZONE 'UTC', utc), ''),
      event.action, event.outcome, coalesce(event.actor_id::text, ''), coalesce(event.workspace_id::text, ''),
      coalesce(event.target_id::text, ''), event.correlation_id, event.details,
      coalesce(encode(seal.reason_hash, 'hex'), '')), 'UTF8'));
    INSERT INTO public.audit_seals SELECT seal.*;
    DELETE FROM public.audit_unsealed WHERE centre_id = whose AND event_id = event.id;
    sealed := sealed + 1;
  END LOOP;
  RETURN sealed;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION seal_audit_events(uuid, integer) IS
'Chains the events of a centre that are committed and not sealed yet, in the order of their ids: whatever commits later gets a
later place. Called by each copy every few seconds; those that come together take turns.';
--> statement-breakpoint
CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
