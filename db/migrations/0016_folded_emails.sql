DROP INDEX "users_user_name";--> statement-breakpoint
DROP INDEX "users_email";--> statement-breakpoint
CREATE UNIQUE INDEX "users_user_name" ON "users" USING btree ("centre_id",lower(("user_name")::text collate "C"));--> statement-breakpoint
CREATE UNIQUE INDEX "users_email" ON "users" USING btree (lower(("email")::text collate "C"));