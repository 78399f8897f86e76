CREATE INDEX "directory_tokens_revoked_at" ON "directory_tokens" USING btree ("revoked_at") WHERE revoked_at is not null;--> statement-breakpoint
CREATE INDEX "chat_messages_created_at" ON "chat_messages" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "mails_created_at" ON "mails" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "mails_link" ON "mails" USING btree ("link_id") WHERE link_id is not null;--> statement-breakpoint
CREATE INDEX "mails_transfer" ON "mails" USING btree ("transfer_id") WHERE transfer_id is not null;--> statement-breakpoint
CREATE INDEX "mails_request" ON "mails" USING btree ("request_id") WHERE request_id is not null;--> statement-breakpoint
CREATE INDEX "links_expires_at" ON "links" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "transfers_at" ON "transfers" USING btree ("at") WHERE undoes is null;--> statement-breakpoint
CREATE INDEX "stand_ins_until" ON "stand_ins" USING btree ("until");--> statement-breakpoint
CREATE INDEX "requests_decided_at" ON "requests" USING btree ("decided_at") WHERE decided_at is not null;--> statement-breakpoint
CREATE INDEX "leavers_ended_at" ON "leavers" USING btree ("ended_at") WHERE ended_at is not null;--> statement-breakpoint
CREATE INDEX "chat_references_seen_at" ON "chat_references" USING btree ("seen_at");