CREATE TABLE "site_visits" (
	"centre_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"site" "site" NOT NULL,
	"last_at" timestamp with time zone,
	CONSTRAINT "site_visits_user_id_site_pk" PRIMARY KEY("user_id","site")
);
--> statement-breakpoint
CREATE TABLE "usage_digests" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"centre_id" uuid NOT NULL,
	"last_monday" date NOT NULL
);
--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "sites" "site"[];--> statement-breakpoint
ALTER TABLE "site_connections" ADD COLUMN "sign_ins_since" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "site_visits" ADD CONSTRAINT "site_visits_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_digests" ADD CONSTRAINT "usage_digests_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "site_visits_site" ON "site_visits" USING btree ("centre_id","site","user_id","last_at");--> statement-breakpoint
-- What is known still: of sign-ins that lasted until lately.
INSERT INTO "site_visits" ("centre_id", "user_id", "site", "last_at")
SELECT s."centre_id", s."user_id", c."site", max(s."started_at")
FROM "site_sessions" s JOIN "site_connections" c ON c."id" = s."connection_id"
GROUP BY s."centre_id", s."user_id", c."site";--> statement-breakpoint
-- Whoever signed in before may have come to any of their sites: of them it is not to be said that they never did.
INSERT INTO "site_visits" ("centre_id", "user_id", "site")
SELECT a."centre_id", a."user_id", a."site"
FROM "site_access" a
JOIN "users" u ON u."id" = a."user_id" AND u."last_signed_in_at" IS NOT NULL
JOIN "site_connections" c ON c."centre_id" = a."centre_id" AND c."site" = a."site" AND c."redirect_uris" <> '{}'
ON CONFLICT DO NOTHING;
