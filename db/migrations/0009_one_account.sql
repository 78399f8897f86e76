CREATE TABLE "directory_tokens" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"centre_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "directory_tokens_tokenHash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "oidc_records" (
	"model" text NOT NULL,
	"id_hash" "bytea" NOT NULL,
	"uid_hash" "bytea",
	"grant_hash" "bytea",
	"account_id" uuid,
	"client_id" text,
	"sealed" "bytea" NOT NULL,
	"expires_at" timestamp with time zone,
	"consumed_at" timestamp with time zone,
	CONSTRAINT "oidc_records_model_id_hash_pk" PRIMARY KEY("model","id_hash")
);
--> statement-breakpoint
CREATE TABLE "signing_keys" (
	"kid" text PRIMARY KEY NOT NULL,
	"public_jwk" jsonb NOT NULL,
	"sealed" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"retired_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "site_sessions" (
	"sid" text PRIMARY KEY NOT NULL,
	"centre_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"uid_hash" "bytea" NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "provisioning" (
	"connection_id" uuid NOT NULL,
	"centre_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"version" bigint DEFAULT 1 NOT NULL,
	"done" bigint DEFAULT 0 NOT NULL,
	"remote_id" text,
	"etag" text,
	"taken" jsonb,
	"waiting_since" timestamp with time zone,
	"in_flight_until" timestamp with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	"next_try_at" timestamp with time zone,
	"problem" text,
	CONSTRAINT "provisioning_connection_id_user_id_pk" PRIMARY KEY("connection_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "site_connections" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"centre_id" uuid NOT NULL,
	"site" "site" NOT NULL,
	"client_id" text NOT NULL,
	"sealed_secret" "bytea",
	"home_url" text,
	"redirect_uris" text[] DEFAULT '{}' NOT NULL,
	"post_logout_uris" text[] DEFAULT '{}' NOT NULL,
	"logout_url" text,
	"scim_url" text,
	"sealed_scim_auth" "bytea",
	"scim_tries" integer DEFAULT 0 NOT NULL,
	"scim_failing_since" timestamp with time zone,
	"scim_problem" text,
	"scim_not_before" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "site_connections_clientId_unique" UNIQUE("client_id"),
	CONSTRAINT "site_connections_site" UNIQUE("centre_id","site"),
	CONSTRAINT "site_connections_centre_id_id" UNIQUE("centre_id","id"),
	CONSTRAINT "site_connections_scim" CHECK ("site_connections"."scim_url" is null or "site_connections"."sealed_scim_auth" is not null)
);
--> statement-breakpoint
ALTER TABLE "site_access" ADD COLUMN "from_directory" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "external_id" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "user_name" text;--> statement-breakpoint
ALTER TABLE "directory_tokens" ADD CONSTRAINT "directory_tokens_centre_id_centres_id_fk" FOREIGN KEY ("centre_id") REFERENCES "public"."centres"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "site_sessions" ADD CONSTRAINT "site_sessions_centre_id_connection_id_site_connections_centre_id_id_fk" FOREIGN KEY ("centre_id","connection_id") REFERENCES "public"."site_connections"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "site_sessions" ADD CONSTRAINT "site_sessions_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provisioning" ADD CONSTRAINT "provisioning_centre_id_connection_id_site_connections_centre_id_id_fk" FOREIGN KEY ("centre_id","connection_id") REFERENCES "public"."site_connections"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provisioning" ADD CONSTRAINT "provisioning_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "site_connections" ADD CONSTRAINT "site_connections_centre_id_site_centre_sites_centre_id_site_fk" FOREIGN KEY ("centre_id","site") REFERENCES "public"."centre_sites"("centre_id","site") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "oidc_records_uid" ON "oidc_records" USING btree ("model","uid_hash");--> statement-breakpoint
CREATE INDEX "oidc_records_grant" ON "oidc_records" USING btree ("grant_hash");--> statement-breakpoint
CREATE INDEX "oidc_records_account" ON "oidc_records" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "oidc_records_expires_at" ON "oidc_records" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "site_sessions_user" ON "site_sessions" USING btree ("user_id","connection_id");--> statement-breakpoint
CREATE INDEX "site_sessions_expires_at" ON "site_sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "provisioning_waiting" ON "provisioning" USING btree ("connection_id","tries","user_id") WHERE done < version;--> statement-breakpoint
CREATE INDEX "provisioning_user" ON "provisioning" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_external_id" ON "users" USING btree ("centre_id","external_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_user_name" ON "users" USING btree ("centre_id",lower("user_name"));