CREATE FUNCTION cancel_invite_plans() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE scheduled_changes s SET state = 'cancelled', ended_at = now()
  FROM made m
  WHERE m.kind = 'set-up' AND s.user_id = m.user_id AND s.kind = 'invite' AND s.state = 'planned' AND s.site IS NULL;
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION cancel_invite_plans() IS
'Whoever is invited already is not invited on a day to come. Set off by whoever makes a link to set a password.';
--> statement-breakpoint
CREATE TRIGGER links_made AFTER INSERT ON links
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION cancel_invite_plans();
