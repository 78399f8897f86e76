ALTER TYPE "public"."link_kind" ADD VALUE 'confirm-chat';--> statement-breakpoint
DROP INDEX "links_one_open";--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "workspace_id" uuid;--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "chat_name" text;--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "workspace_id" uuid;--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "chat_person" text;--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "chat_name" text;--> statement-breakpoint
ALTER TABLE "chat_identities" ADD COLUMN "confirmed_at" timestamp with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "links_one_open_chat" ON "links" USING btree ("user_id","kind","workspace_id","chat_person") WHERE used_at is null and voided_at is null and chat_person is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "links_one_open" ON "links" USING btree ("user_id","kind") WHERE used_at is null and voided_at is null and chat_person is null;--> statement-breakpoint
ALTER TABLE "chat_identities" ADD CONSTRAINT "chat_identities_one_a_user" UNIQUE("workspace_id","user_id");