-- Whoever is added has nothing to be noted: an update that finds nobody still opens all indexes of the people, and sets off what follows an
-- update of them.
CREATE OR REPLACE FUNCTION "programmes_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Whoever was added in the same transaction is as new as that. Each is looked up by their id: a plan that was kept since many were added
  -- would read the people of all schools for the next one too.
  IF EXISTS (SELECT FROM new_rows n WHERE (SELECT u.changed_at FROM users u WHERE u.id = n.user_id) <> now()) THEN
    UPDATE users SET changed_at = now() WHERE id IN (SELECT user_id FROM new_rows) AND changed_at <> now();
  END IF;
  RETURN NULL;
END $$;
