CREATE TABLE "scheduled_changes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"centre_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"day" date NOT NULL,
	"reason" text,
	"planned_by_id" uuid NOT NULL,
	"workspace_id" uuid,
	"correlation_id" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"ended_at" timestamp with time zone,
	"problem" jsonb,
	CONSTRAINT "scheduled_changes_state" CHECK ("scheduled_changes"."state" in ('waiting', 'doing', 'done', 'refused', 'cancelled')),
	CONSTRAINT "scheduled_changes_kind" CHECK ("scheduled_changes"."kind" = 'suspend'),
	CONSTRAINT "scheduled_changes_ended" CHECK (("scheduled_changes"."state" in ('waiting', 'doing')) = ("scheduled_changes"."ended_at" is null))
);
--> statement-breakpoint
ALTER TABLE "scheduled_changes" ADD CONSTRAINT "scheduled_changes_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_changes" ADD CONSTRAINT "scheduled_changes_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_changes" ADD CONSTRAINT "scheduled_changes_centre_id_planned_by_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","planned_by_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "scheduled_changes_waiting" ON "scheduled_changes" USING btree ("user_id","kind") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "scheduled_changes_list" ON "scheduled_changes" USING btree ("centre_id","day") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "scheduled_changes_ended_at" ON "scheduled_changes" USING btree ("ended_at") WHERE ended_at is not null;