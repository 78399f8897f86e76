-- The key that what a person holds refers to. No generated column: beside a trigger before updates PostgreSQL takes every
-- generated column for updated, and with a key among them any change of a name would lock out whoever refers to the user.
CREATE FUNCTION users_holder() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.holder_id := CASE WHEN NEW.status <> 'deleted' THEN NEW.id END;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER users_holder BEFORE INSERT OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION users_holder();
--> statement-breakpoint
UPDATE users SET holder_id = id;
--> statement-breakpoint
-- A holder's key is gone once they are deleted: nobody who owns a group can be, and no group can be given to them.
ALTER TABLE learner_groups ADD CONSTRAINT learner_groups_owner_fk
FOREIGN KEY (centre_id, owner_id) REFERENCES users (centre_id, holder_id);
--> statement-breakpoint
-- Keeps the counts that stand on a group. Once for each statement, whatever its rows: an import of 50,000 results adds to
-- a few groups, and locks them, so that a transfer that comes at the same moment waits for it.
CREATE FUNCTION count_progression() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'UPDATE learner_groups g SET %1$I = g.%1$I %2$s c.n
     FROM (SELECT group_id, count(*)::int AS n FROM changed_rows GROUP BY group_id) c WHERE g.id = c.group_id',
    TG_TABLE_NAME, CASE TG_OP WHEN 'INSERT' THEN '+' ELSE '-' END
  );
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER learners_added AFTER INSERT ON learners REFERENCING NEW TABLE AS changed_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_progression();
--> statement-breakpoint
CREATE TRIGGER learners_removed AFTER DELETE ON learners REFERENCING OLD TABLE AS changed_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_progression();
--> statement-breakpoint
CREATE TRIGGER tests_added AFTER INSERT ON tests REFERENCING NEW TABLE AS changed_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_progression();
--> statement-breakpoint
CREATE TRIGGER tests_removed AFTER DELETE ON tests REFERENCING OLD TABLE AS changed_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_progression();
--> statement-breakpoint
CREATE TRIGGER results_added AFTER INSERT ON results REFERENCING NEW TABLE AS changed_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_progression();
--> statement-breakpoint
CREATE TRIGGER results_removed AFTER DELETE ON results REFERENCING OLD TABLE AS changed_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_progression();
--> statement-breakpoint
-- What is in a group stays in it: the counts rest on that.
CREATE FUNCTION stays_in_group() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what is in a group stays in it' USING ERRCODE = 'check_violation', CONSTRAINT = 'stays_in_group';
END $$;
--> statement-breakpoint
CREATE TRIGGER learners_stay BEFORE UPDATE OF group_id ON learners
FOR EACH ROW WHEN (OLD.group_id <> NEW.group_id) EXECUTE FUNCTION stays_in_group();
--> statement-breakpoint
CREATE TRIGGER tests_stay BEFORE UPDATE OF group_id ON tests
FOR EACH ROW WHEN (OLD.group_id <> NEW.group_id) EXECUTE FUNCTION stays_in_group();
--> statement-breakpoint
CREATE TRIGGER results_stay BEFORE UPDATE OF group_id ON results
FOR EACH ROW WHEN (OLD.group_id <> NEW.group_id) EXECUTE FUNCTION stays_in_group();
