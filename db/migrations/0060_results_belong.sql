CREATE FUNCTION results_belong() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- As a foreign key holds them: whoever removes one meanwhile waits, and then is refused; one who came first is waited for here, and what
  -- they removed is not found below, by a statement that sees what was committed since.
  PERFORM FROM tests WHERE id IN (SELECT test_id FROM added) FOR KEY SHARE;
  PERFORM FROM learners WHERE id IN (SELECT learner_id FROM added) FOR KEY SHARE;
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT group_id, test_id FROM added) a LEFT JOIN tests t ON t.id = a.test_id
    WHERE t.group_id IS DISTINCT FROM a.group_id
  ) OR EXISTS (
    SELECT FROM (SELECT DISTINCT group_id, learner_id FROM added) a LEFT JOIN learners l ON l.id = a.learner_id
    WHERE l.group_id IS DISTINCT FROM a.group_id
  ) THEN
    RAISE EXCEPTION 'a result is of a learner and a test of one group'
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'results_belong', TABLE = 'results';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION results_belong() IS
'A result is of a learner and a test that are there, and both of its group. Set off by whoever adds results: the import. Once for a statement,
where foreign keys would look up both of each row: of 50,000 results that took twice as long as all else. It sees all that was committed, as
long as transactions are read committed, as all of ours are.';
--> statement-breakpoint
CREATE FUNCTION keep_results() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (TG_TABLE_NAME = 'tests' AND EXISTS (SELECT FROM removed d JOIN results r ON r.test_id = d.id))
    OR (TG_TABLE_NAME = 'learners' AND EXISTS (SELECT FROM removed d JOIN results r ON r.learner_id = d.id))
  THEN
    RAISE EXCEPTION 'a learner, and a test, of whom there are results stays'
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'keep_results', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION keep_results() IS
'A learner, and a test, of whom there are results stays: the other half of results_belong. Set off by whoever removes some: the undoing of an
import, and of a promotion.';
--> statement-breakpoint
CREATE TRIGGER results_belong AFTER INSERT ON results REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION results_belong();
--> statement-breakpoint
CREATE TRIGGER tests_keep_results AFTER DELETE ON tests REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION keep_results();
--> statement-breakpoint
CREATE TRIGGER learners_keep_results AFTER DELETE ON learners REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION keep_results();
--> statement-breakpoint
DROP TRIGGER results_stay ON results;
--> statement-breakpoint
CREATE TRIGGER results_stay BEFORE UPDATE OF group_id, test_id, learner_id ON results
FOR EACH ROW WHEN ((OLD.group_id, OLD.test_id, OLD.learner_id) IS DISTINCT FROM (NEW.group_id, NEW.test_id, NEW.learner_id))
EXECUTE FUNCTION stays_in_group();
--> statement-breakpoint
DROP TRIGGER tests_stay ON tests;
--> statement-breakpoint
CREATE TRIGGER tests_stay BEFORE UPDATE OF id, group_id ON tests
FOR EACH ROW WHEN ((OLD.id, OLD.group_id) IS DISTINCT FROM (NEW.id, NEW.group_id)) EXECUTE FUNCTION stays_in_group();
--> statement-breakpoint
DROP TRIGGER learners_stay ON learners;
--> statement-breakpoint
CREATE TRIGGER learners_stay BEFORE UPDATE OF id, group_id ON learners
FOR EACH ROW WHEN ((OLD.id, OLD.group_id) IS DISTINCT FROM (NEW.id, NEW.group_id)) EXECUTE FUNCTION stays_in_group();
--> statement-breakpoint
COMMENT ON FUNCTION stays_in_group() IS
'What is in a group stays in it, and a result its test''s and its learner''s: the counts rest on that, and so do results_belong and
keep_results, which look at what is added and removed.';
--> statement-breakpoint
ALTER TABLE "results" DROP CONSTRAINT "results_group_id_test_id_tests_group_id_id_fk";
--> statement-breakpoint
ALTER TABLE "results" DROP CONSTRAINT "results_group_id_learner_id_learners_group_id_id_fk";
--> statement-breakpoint
-- What that key referred to; `tests_name` begins with the group as well.
ALTER TABLE "tests" DROP CONSTRAINT "tests_group_id_id";
