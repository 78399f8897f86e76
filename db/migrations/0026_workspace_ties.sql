ALTER TABLE "workspaces" ALTER COLUMN "external_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "workspace_codes" ADD COLUMN "asked_by" text;--> statement-breakpoint
ALTER TABLE "workspace_codes" ADD COLUMN "mailed_in" uuid;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "name" text;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "tied_by" uuid;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "by_settings" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "ended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "ended_by" uuid;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "ended_id" text;--> statement-breakpoint
ALTER TABLE "workspaces" ADD CONSTRAINT "workspaces_centre_id_tied_by_users_centre_id_id_fk" FOREIGN KEY ("centre_id","tied_by") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workspaces" ADD CONSTRAINT "workspaces_centre_id_ended_by_users_centre_id_id_fk" FOREIGN KEY ("centre_id","ended_by") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "workspace_codes_centre" ON "workspace_codes" USING btree ("centre_id");--> statement-breakpoint
ALTER TABLE "workspaces" ADD CONSTRAINT "workspaces_ended" CHECK (("workspaces"."external_id" is null) = ("workspaces"."ended_at" is not null) and ("workspaces"."ended_id" is null) = ("workspaces"."ended_at" is null)
        and ("workspaces"."ended_at" is null or "workspaces"."approvals_channel" is null));