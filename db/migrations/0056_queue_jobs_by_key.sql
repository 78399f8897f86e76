-- Its plans are kept for as long as a connection lasts, and the first are made while hardly a job waits: then reading them all, to see
-- whether one of this key is being carried out, looks cheapest, and stays so with ten thousand. By the key it takes no time of either.
ALTER FUNCTION queue_jobs(jsonb) SET enable_seqscan = off;
--> statement-breakpoint
ALTER FUNCTION queue_jobs(jsonb) SET enable_hashjoin = off;
--> statement-breakpoint
ALTER FUNCTION queue_jobs(jsonb) SET enable_mergejoin = off;
--> statement-breakpoint
COMMENT ON FUNCTION queue_jobs(jsonb) IS
'Adds jobs in the caller''s transaction, so that they exist if and only if what caused them does. The caller needs no right
to the queue''s own tables. Takes [{task, payload, queue?, key?, run_at?, priority?}]: the jobs of one queue are carried out
one after the other, by whichever copy; a smaller priority goes first, and without one it is 0. Others of the same key are found by
the index, also where the plan was made while none waited.';
