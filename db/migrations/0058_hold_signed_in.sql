CREATE FUNCTION "hold_signed_in"(who uuid, signed_in_at numeric, to_change boolean) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  -- "Share" would do for all; but of two who hold it so and both change the account then, each would wait for the other for ever.
  IF to_change THEN
    PERFORM FROM users WHERE id = who AND status = 'active' FOR NO KEY UPDATE;
  ELSE
    PERFORM FROM users WHERE id = who AND status = 'active' FOR SHARE;
  END IF;
  RETURN FOUND AND NOT EXISTS (
    SELECT FROM (
      SELECT set_at AS at FROM credentials WHERE user_id = who
      UNION ALL SELECT added_at FROM second_factors WHERE user_id = who
    ) changes
    WHERE floor(extract(epoch FROM at)) > signed_in_at
  );
END $$;--> statement-breakpoint
COMMENT ON FUNCTION "hold_signed_in"(uuid, numeric, boolean) IS 'Holds an active account as it is until the transaction ends. Whether it is held: not where it is active no more, and where they signed in before the password or the second factor was set. A function, since its second statement sees what was committed while the first one waited; one statement would see what was so before. `signed_in_at`: in seconds; nothing makes void what has none. `to_change`: by whoever changes the account then.';
