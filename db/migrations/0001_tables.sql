CREATE TYPE "public"."audit_outcome" AS ENUM('done', 'refused', 'failed');--> statement-breakpoint
CREATE TYPE "public"."link_kind" AS ENUM('set-up', 'reset', 'confirm-email');--> statement-breakpoint
CREATE TYPE "public"."mail_state" AS ENUM('queued', 'sent', 'failed', 'dropped');--> statement-breakpoint
CREATE TYPE "public"."platform" AS ENUM('playground', 'slack', 'teams');--> statement-breakpoint
CREATE TYPE "public"."programme" AS ENUM('primary', 'lower-secondary', 'upper-secondary', 'advanced', 'global-perspectives');--> statement-breakpoint
CREATE TYPE "public"."role" AS ENUM('coordinator', 'admin', 'teacher');--> statement-breakpoint
CREATE TYPE "public"."site" AS ENUM('hub', 'primary', 'lower-secondary', 'test-maker', 'resource-plus', 'results-analysis', 'forums');--> statement-breakpoint
CREATE TYPE "public"."status" AS ENUM('invited', 'active', 'suspended', 'deleted');--> statement-breakpoint
CREATE TABLE "audit_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"centre_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"action" text NOT NULL,
	"outcome" "audit_outcome" NOT NULL,
	"actor_id" uuid,
	"workspace_id" uuid,
	"target_id" uuid,
	"reason" text,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"correlation_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "centre_sites" (
	"centre_id" uuid NOT NULL,
	"site" "site" NOT NULL,
	CONSTRAINT "centre_sites_centre_id_site_pk" PRIMARY KEY("centre_id","site")
);
--> statement-breakpoint
CREATE TABLE "centres" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"number" text NOT NULL,
	"support_contact" text NOT NULL,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "centres_number_unique" UNIQUE("number"),
	CONSTRAINT "centres_name_length" CHECK (length(trim("centres"."name")) between 1 and 200),
	CONSTRAINT "centres_number_form" CHECK ("centres"."number" ~ '^[A-Z]{2}[0-9]{3,6}$')
);
--> statement-breakpoint
CREATE TABLE "workspaces" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"centre_id" uuid NOT NULL,
	"platform" "platform" NOT NULL,
	"external_id" text NOT NULL,
	"approvals_channel" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "workspaces_platform_externalId_unique" UNIQUE("platform","external_id"),
	CONSTRAINT "workspaces_centreId_id_unique" UNIQUE("centre_id","id")
);
--> statement-breakpoint
CREATE TABLE "done_once" (
	"key" text PRIMARY KEY NOT NULL,
	"centre_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "drafts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"centre_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"content" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chat_messages" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"centre_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"about" text NOT NULL,
	"ref" jsonb,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "chat_messages_workspaceId_userId_about_unique" UNIQUE("workspace_id","user_id","about")
);
--> statement-breakpoint
CREATE TABLE "mails" (
	"id" uuid PRIMARY KEY NOT NULL,
	"centre_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"address" text,
	"link_id" uuid,
	"state" "mail_state" DEFAULT 'queued' NOT NULL,
	"problem" text,
	"created_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	"correlation_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "credentials" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"centre_id" uuid NOT NULL,
	"password_hash" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "links" (
	"id" uuid PRIMARY KEY NOT NULL,
	"centre_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" "link_kind" NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"new_email" text,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"voided_at" timestamp with time zone,
	CONSTRAINT "links_tokenHash_unique" UNIQUE("token_hash"),
	CONSTRAINT "links_new_email" CHECK (("links"."kind" = 'confirm-email') = ("links"."new_email" is not null))
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"resets_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chat_identities" (
	"workspace_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"centre_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	CONSTRAINT "chat_identities_workspace_id_external_id_pk" PRIMARY KEY("workspace_id","external_id")
);
--> statement-breakpoint
CREATE TABLE "site_access" (
	"centre_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"site" "site" NOT NULL,
	"site_admin" boolean DEFAULT false NOT NULL,
	CONSTRAINT "site_access_user_id_site_pk" PRIMARY KEY("user_id","site")
);
--> statement-breakpoint
CREATE TABLE "user_programmes" (
	"centre_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"programme" "programme" NOT NULL,
	CONSTRAINT "user_programmes_user_id_programme_pk" PRIMARY KEY("user_id","programme")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"centre_id" uuid NOT NULL,
	"first_name" text,
	"last_name" text,
	"email" text,
	"role" "role" DEFAULT 'teacher' NOT NULL,
	"status" "status" DEFAULT 'invited' NOT NULL,
	"suspended_from" "status",
	"suspended_at" timestamp with time zone,
	"last_signed_in_at" timestamp with time zone,
	"mail_problem" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sort_name" text GENERATED ALWAYS AS (fold(coalesce(last_name, '') || ' ' || coalesce(first_name, ''))) STORED,
	"search_text" text GENERATED ALWAYS AS (fold(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(email, ''))) STORED,
	CONSTRAINT "users_centre_id_id" UNIQUE("centre_id","id"),
	CONSTRAINT "users_personal_data" CHECK (("users"."status" = 'deleted') = ("users"."email" is null) and ("users"."status" = 'deleted') = ("users"."first_name" is null) and ("users"."status" = 'deleted') = ("users"."last_name" is null)),
	CONSTRAINT "users_email_form" CHECK ("users"."email" ~ '^[^@[:space:]]+@[^@[:space:]]+$' and length("users"."email") <= 254),
	CONSTRAINT "users_names_length" CHECK (length("users"."first_name") between 1 and 200 and length("users"."last_name") between 1 and 200),
	CONSTRAINT "users_suspended_from" CHECK (("users"."status" = 'suspended') = ("users"."suspended_from" is not null)),
	CONSTRAINT "users_suspended_from_live" CHECK ("users"."suspended_from" in ('invited', 'active'))
);
--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_centre_id_centres_id_fk" FOREIGN KEY ("centre_id") REFERENCES "public"."centres"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_centre_id_actor_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","actor_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_centre_id_target_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","target_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_centre_id_workspace_id_workspaces_centre_id_id_fk" FOREIGN KEY ("centre_id","workspace_id") REFERENCES "public"."workspaces"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "centre_sites" ADD CONSTRAINT "centre_sites_centre_id_centres_id_fk" FOREIGN KEY ("centre_id") REFERENCES "public"."centres"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workspaces" ADD CONSTRAINT "workspaces_centre_id_centres_id_fk" FOREIGN KEY ("centre_id") REFERENCES "public"."centres"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "done_once" ADD CONSTRAINT "done_once_centre_id_centres_id_fk" FOREIGN KEY ("centre_id") REFERENCES "public"."centres"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_messages" ADD CONSTRAINT "chat_messages_centre_id_workspace_id_workspaces_centre_id_id_fk" FOREIGN KEY ("centre_id","workspace_id") REFERENCES "public"."workspaces"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_messages" ADD CONSTRAINT "chat_messages_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_link_id_links_id_fk" FOREIGN KEY ("link_id") REFERENCES "public"."links"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_identities" ADD CONSTRAINT "chat_identities_centre_id_workspace_id_workspaces_centre_id_id_fk" FOREIGN KEY ("centre_id","workspace_id") REFERENCES "public"."workspaces"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_identities" ADD CONSTRAINT "chat_identities_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "site_access" ADD CONSTRAINT "site_access_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "site_access" ADD CONSTRAINT "site_access_centre_id_site_centre_sites_centre_id_site_fk" FOREIGN KEY ("centre_id","site") REFERENCES "public"."centre_sites"("centre_id","site") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_programmes" ADD CONSTRAINT "user_programmes_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_centre_id_centres_id_fk" FOREIGN KEY ("centre_id") REFERENCES "public"."centres"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_events_centre" ON "audit_events" USING btree ("centre_id","id");--> statement-breakpoint
CREATE INDEX "audit_events_target" ON "audit_events" USING btree ("target_id","id");--> statement-breakpoint
CREATE INDEX "audit_events_actor" ON "audit_events" USING btree ("actor_id","id");--> statement-breakpoint
CREATE INDEX "done_once_at" ON "done_once" USING btree ("at");--> statement-breakpoint
CREATE INDEX "drafts_expires_at" ON "drafts" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "mails_user" ON "mails" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "mails_correlation" ON "mails" USING btree ("correlation_id","state");--> statement-breakpoint
CREATE UNIQUE INDEX "links_one_open" ON "links" USING btree ("user_id","kind") WHERE used_at is null and voided_at is null;--> statement-breakpoint
CREATE INDEX "rate_limits_resets_at" ON "rate_limits" USING btree ("resets_at");--> statement-breakpoint
CREATE INDEX "chat_identities_user" ON "chat_identities" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "site_access_site" ON "site_access" USING btree ("centre_id","site","user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email" ON "users" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "users_list" ON "users" USING btree ("centre_id","sort_name","id");--> statement-breakpoint
CREATE INDEX "users_list_status" ON "users" USING btree ("centre_id","status","sort_name","id");--> statement-breakpoint
CREATE INDEX "users_list_role" ON "users" USING btree ("centre_id","role","sort_name","id");--> statement-breakpoint
CREATE INDEX "users_search" ON "users" USING gin ("search_text" gin_trgm_ops);