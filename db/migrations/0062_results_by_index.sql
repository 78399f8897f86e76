-- Rows of many are looked up one by one, by their index: a plan that is kept since many were written was one for many, which read the tests and
-- the results of all schools from end to end for the next few too.
CREATE OR REPLACE FUNCTION results_belong() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- As a foreign key holds them: whoever removes one meanwhile waits, and then is refused; one who came first is waited for here, and what
  -- they removed is not found below, by a statement that sees what was committed since.
  PERFORM FROM tests WHERE id = ANY (ARRAY(SELECT DISTINCT test_id FROM added)) FOR KEY SHARE;
  PERFORM FROM learners WHERE id = ANY (ARRAY(SELECT DISTINCT learner_id FROM added)) FOR KEY SHARE;
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT group_id, test_id FROM added) a
    WHERE (SELECT t.group_id FROM tests t WHERE t.id = a.test_id) IS DISTINCT FROM a.group_id
  ) OR EXISTS (
    SELECT FROM (SELECT DISTINCT group_id, learner_id FROM added) a
    WHERE (SELECT l.group_id FROM learners l WHERE l.id = a.learner_id) IS DISTINCT FROM a.group_id
  ) THEN
    RAISE EXCEPTION 'a result is of a learner and a test of one group'
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'results_belong', TABLE = 'results';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION keep_results() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Not `exists`, for which PostgreSQL may read all results into a hash.
  IF (TG_TABLE_NAME = 'tests' AND EXISTS (
      SELECT FROM removed d WHERE (SELECT 1 FROM results r WHERE r.test_id = d.id LIMIT 1) IS NOT NULL
    )) OR (TG_TABLE_NAME = 'learners' AND EXISTS (
      SELECT FROM removed d WHERE (SELECT 1 FROM results r WHERE r.learner_id = d.id LIMIT 1) IS NOT NULL
    ))
  THEN
    RAISE EXCEPTION 'a learner, and a test, of whom there are results stays'
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'keep_results', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END $$;
