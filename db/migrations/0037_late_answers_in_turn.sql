-- Rows from before the columns that say where each goes were never in a release.
DELETE FROM "late_answers";--> statement-breakpoint
ALTER TABLE "late_answers" ADD COLUMN "position" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "late_answers_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "late_answers" ADD COLUMN "platform" "platform" NOT NULL;--> statement-breakpoint
ALTER TABLE "late_answers" ADD COLUMN "workspace" text NOT NULL;--> statement-breakpoint
ALTER TABLE "late_answers" ADD COLUMN "recipient_hash" "bytea" NOT NULL;--> statement-breakpoint
ALTER TABLE "late_answers" ADD COLUMN "due_at" timestamp with time zone NOT NULL;--> statement-breakpoint
CREATE INDEX "late_answers_waiting" ON "late_answers" USING btree ("platform","workspace","recipient_hash","position");