-- The centre is behind a query of its own too: of a small one beside large ones PostgreSQL takes a plan for just this one to be cheaper than one
-- for any, and so made it anew at each call.
CREATE OR REPLACE FUNCTION "enter_mutation"(who uuid, whose uuid, alone boolean, concerned uuid[], once text, at timestamptz, held uuid[])
RETURNS json LANGUAGE plpgsql AS $$
DECLARE
  is_repeat boolean := false;
BEGIN
  IF alone THEN
    PERFORM lock_centre(whose, true);
  ELSIF concerned IS NOT NULL THEN
    PERFORM lock_centre(whose, EXISTS (
      SELECT FROM users u WHERE u.id = ANY ((SELECT concerned)::uuid[])
        AND (u.role <> 'teacher' OR EXISTS (SELECT FROM site_access a WHERE a.user_id = u.id AND a.site_admin))
    ));
  END IF;
  IF once IS NOT NULL THEN
    -- A second that comes while the first is still at it waits here for its end.
    INSERT INTO done_once (key, centre_id, at) VALUES (once, whose, enter_mutation.at) ON CONFLICT DO NOTHING;
    is_repeat := NOT FOUND;
  END IF;
  IF NOT is_repeat AND cardinality(held) > 0 THEN
    PERFORM FROM users WHERE id = ANY ((SELECT held)::uuid[]) AND centre_id = (SELECT whose) ORDER BY id FOR NO KEY UPDATE;
  END IF;
  -- Last: rights that were taken while this waited are gone.
  RETURN json_build_object('actor', acting_user(who), 'isRepeat', is_repeat);
END $$;
