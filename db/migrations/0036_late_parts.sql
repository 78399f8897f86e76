ALTER TABLE "late_answers" ADD COLUMN "parts_there" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "late_answers" ADD COLUMN "hinted" boolean DEFAULT false NOT NULL;