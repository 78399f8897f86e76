-- The program may delete requests, so that none is kept for ever; one that waits for a decision it may not.
CREATE TRIGGER requests_waiting_stay BEFORE DELETE ON requests
FOR EACH ROW WHEN (OLD.status = 'pending') EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- What a sign-in leaves had a time from the beginning, as far as is known; whatever had none has one now.
UPDATE oidc_records SET expires_at = now() + interval '90 days' WHERE expires_at IS NULL;
