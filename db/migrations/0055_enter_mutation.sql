CREATE FUNCTION "lock_centre"(centre uuid, alone boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- The queue: of a row's locks alone, those who share it would pass whoever waits to be alone, for as long as they come. 7243008 is
  -- in src/lib/advisory-locks.ts.
  -- The row: where the release before this one, which works beside it during an upgrade, and users_keep_coordinator are met.
  -- "No key": rows that merely refer to the centre are added all the same.
  IF alone THEN
    PERFORM pg_advisory_xact_lock(7243008, hashtext(centre::text));
    PERFORM FROM centres WHERE id = centre FOR NO KEY UPDATE;
  ELSE
    PERFORM pg_advisory_xact_lock_shared(7243008, hashtext(centre::text));
    PERFORM FROM centres WHERE id = centre FOR SHARE;
  END IF;
END $$;--> statement-breakpoint
COMMENT ON FUNCTION "lock_centre"(uuid, boolean) IS 'Holds a centre until the transaction ends: alone, for what changes who may do what; or with others, for what must not meet such a change. Always before any person is held.';--> statement-breakpoint
CREATE FUNCTION "acting_user"(who uuid) RETURNS json LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (
    SELECT json_build_object('id', u.id, 'centreId', u.centre_id, 'role', u.role, 'siteAdminOf', coalesce((
      SELECT json_agg(a.site) FROM site_access a WHERE a.user_id = u.id AND a.site_admin
    ), '[]'))
    FROM users u WHERE u.id = who AND u.status = 'active'
  );
END $$;--> statement-breakpoint
COMMENT ON FUNCTION "acting_user"(uuid) IS 'An active user as the one who acts, with the rights that they have now; nothing where there is no such.';--> statement-breakpoint
CREATE FUNCTION "enter_mutation"(who uuid, whose uuid, alone boolean, concerned uuid[], once text, at timestamptz, held uuid[])
RETURNS json LANGUAGE plpgsql AS $$
DECLARE
  is_repeat boolean := false;
BEGIN
  IF alone OR EXISTS (
    SELECT FROM users u WHERE u.id = ANY (concerned)
      AND (u.role <> 'teacher' OR EXISTS (SELECT FROM site_access a WHERE a.user_id = u.id AND a.site_admin))
  ) THEN
    PERFORM lock_centre(whose, true);
  ELSIF concerned IS NOT NULL THEN
    PERFORM lock_centre(whose, false);
  END IF;
  IF once IS NOT NULL THEN
    -- A second that comes while the first is still at it waits here for its end.
    INSERT INTO done_once (key, centre_id, at) VALUES (once, whose, enter_mutation.at) ON CONFLICT DO NOTHING;
    is_repeat := NOT FOUND;
  END IF;
  IF NOT is_repeat THEN
    PERFORM FROM users WHERE id = ANY (held) AND centre_id = whose ORDER BY id FOR NO KEY UPDATE;
  END IF;
  -- Last: rights that were taken while this waited are gone.
  RETURN json_build_object('actor', acting_user(who), 'isRepeat', is_repeat);
END $$;--> statement-breakpoint
COMMENT ON FUNCTION "enter_mutation"(uuid, uuid, boolean, uuid[], text, timestamptz, uuid[]) IS 'How whatever changes something begins, in one round trip: the centre is held, a repeat is told, the people are held whom it concerns, and the rights of whoever acts are looked up. One function, since each statement of it sees what was committed while the one before waited; one statement would see what was so before. `alone`: nobody else changes rights in the centre meanwhile; `concerned`: the same where any of these has rights of their own, else only nobody who is alone. `once`: the mark of a repeat. `held`: in the order of their ids, so that two who hold some of the same never wait for each other.';
