CREATE TABLE "mail_server" (
	"is_only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"failing_since" timestamp with time zone,
	"why" text,
	"problem" text,
	"tries" integer DEFAULT 0 NOT NULL,
	"unclear" integer DEFAULT 0 NOT NULL,
	"not_before" timestamp with time zone,
	"told_at" timestamp with time zone,
	"told" boolean DEFAULT false NOT NULL,
	"connections" integer,
	"per_minute" integer,
	"pace_since" timestamp with time zone,
	"next_mail_at" timestamp with time zone,
	CONSTRAINT "mail_server_only" CHECK ("mail_server"."is_only")
);
--> statement-breakpoint
ALTER TABLE "centres" ADD COLUMN "reply_to" text;--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "tries" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "next_try_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "mails_queued" ON "mails" USING btree ("created_at") WHERE state = 'queued';