CREATE TABLE "people_changes" (
	"change_id" uuid NOT NULL,
	"centre_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"was" jsonb NOT NULL,
	"now" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"undone_at" timestamp with time zone,
	CONSTRAINT "people_changes_change_id_user_id_pk" PRIMARY KEY("change_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "vouched_emails" (
	"workspace_id" uuid NOT NULL,
	"centre_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"email" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "vouched_emails_workspace_id_user_id_pk" PRIMARY KEY("workspace_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "people_changes" ADD CONSTRAINT "people_changes_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouched_emails" ADD CONSTRAINT "vouched_emails_centre_id_workspace_id_workspaces_centre_id_id_fk" FOREIGN KEY ("centre_id","workspace_id") REFERENCES "public"."workspaces"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouched_emails" ADD CONSTRAINT "vouched_emails_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "people_changes_user" ON "people_changes" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "people_changes_at" ON "people_changes" USING btree ("at");--> statement-breakpoint
CREATE INDEX "vouched_emails_user" ON "vouched_emails" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "vouched_emails_at" ON "vouched_emails" USING btree ("at");