CREATE TYPE "public"."request_kind" AS ENUM('reset', 'access');--> statement-breakpoint
CREATE TYPE "public"."request_status" AS ENUM('pending', 'approved', 'denied', 'expired');--> statement-breakpoint
CREATE TABLE "request_messages" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"centre_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"channel" text,
	"user_id" uuid,
	"ref" jsonb,
	"shown" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "request_messages_ref" UNIQUE("request_id","workspace_id","ref"),
	CONSTRAINT "request_messages_place" CHECK (("request_messages"."channel" is null) <> ("request_messages"."user_id" is null))
);
--> statement-breakpoint
CREATE TABLE "requests" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"centre_id" uuid NOT NULL,
	"asker_id" uuid NOT NULL,
	"kind" "request_kind" NOT NULL,
	"site" "site",
	"reason" text,
	"status" "request_status" DEFAULT 'pending' NOT NULL,
	"workspace_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"remind_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"reminded_at" timestamp with time zone,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"decision_reason" text,
	"site_admin" boolean DEFAULT false NOT NULL,
	"correlation_id" uuid NOT NULL,
	CONSTRAINT "requests_centre_id_id" UNIQUE("centre_id","id"),
	CONSTRAINT "requests_site" CHECK (("requests"."kind" = 'access') = ("requests"."site" is not null)),
	CONSTRAINT "requests_site_admin" CHECK (not "requests"."site_admin" or ("requests"."kind" = 'access' and "requests"."status" = 'approved')),
	CONSTRAINT "requests_decided" CHECK (("requests"."status" = 'pending') = ("requests"."decided_at" is null)),
	CONSTRAINT "requests_decided_by" CHECK (("requests"."status" in ('approved', 'denied')) = ("requests"."decided_by" is not null)),
	CONSTRAINT "requests_never_own" CHECK ("requests"."decided_by" <> "requests"."asker_id"),
	CONSTRAINT "requests_times" CHECK ("requests"."created_at" < "requests"."remind_at" and "requests"."remind_at" < "requests"."expires_at"),
	CONSTRAINT "requests_reasons_length" CHECK (length("requests"."reason") between 1 and 500 and length("requests"."decision_reason") between 1 and 500)
);
--> statement-breakpoint
CREATE TABLE "stand_ins" (
	"user_id" uuid NOT NULL,
	"centre_id" uuid NOT NULL,
	"stand_in_id" uuid NOT NULL,
	"until" timestamp with time zone NOT NULL,
	CONSTRAINT "stand_ins_user_id_pk" PRIMARY KEY("user_id"),
	CONSTRAINT "stand_ins_two" CHECK ("stand_ins"."user_id" <> "stand_ins"."stand_in_id")
);
--> statement-breakpoint
ALTER TABLE "centres" ADD COLUMN "approve_resets" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "centres" ADD COLUMN "remind_after_hours" integer DEFAULT 24 NOT NULL;--> statement-breakpoint
ALTER TABLE "centres" ADD COLUMN "expire_after_hours" integer DEFAULT 72 NOT NULL;--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "request_id" uuid;--> statement-breakpoint
ALTER TABLE "request_messages" ADD CONSTRAINT "request_messages_centre_id_request_id_requests_centre_id_id_fk" FOREIGN KEY ("centre_id","request_id") REFERENCES "public"."requests"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_messages" ADD CONSTRAINT "request_messages_centre_id_workspace_id_workspaces_centre_id_id_fk" FOREIGN KEY ("centre_id","workspace_id") REFERENCES "public"."workspaces"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_messages" ADD CONSTRAINT "request_messages_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_centre_id_asker_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","asker_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_centre_id_decided_by_users_centre_id_id_fk" FOREIGN KEY ("centre_id","decided_by") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_centre_id_workspace_id_workspaces_centre_id_id_fk" FOREIGN KEY ("centre_id","workspace_id") REFERENCES "public"."workspaces"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stand_ins" ADD CONSTRAINT "stand_ins_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stand_ins" ADD CONSTRAINT "stand_ins_centre_id_stand_in_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","stand_in_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "request_messages_user" ON "request_messages" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "requests_one_reset" ON "requests" USING btree ("asker_id") WHERE status = 'pending' and kind = 'reset';--> statement-breakpoint
CREATE UNIQUE INDEX "requests_one_access" ON "requests" USING btree ("asker_id","site") WHERE status = 'pending' and kind = 'access';--> statement-breakpoint
CREATE INDEX "requests_pending" ON "requests" USING btree ("centre_id","created_at","id") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "requests_asker" ON "requests" USING btree ("asker_id");--> statement-breakpoint
CREATE INDEX "stand_ins_stand_in" ON "stand_ins" USING btree ("stand_in_id");--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "centres" ADD CONSTRAINT "centres_request_hours" CHECK ("centres"."remind_after_hours" >= 1 and "centres"."expire_after_hours" > "centres"."remind_after_hours" and "centres"."expire_after_hours" <= 720);