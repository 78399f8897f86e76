CREATE TABLE "deliveries" (
	"key" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "installations" (
	"platform" "platform" NOT NULL,
	"external_id" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"installed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "installations_platform_external_id_pk" PRIMARY KEY("platform","external_id")
);
--> statement-breakpoint
CREATE TABLE "workspace_codes" (
	"platform" "platform" NOT NULL,
	"external_id" text NOT NULL,
	"id" uuid NOT NULL,
	"centre_id" uuid,
	"name" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "workspace_codes_platform_external_id_pk" PRIMARY KEY("platform","external_id"),
	CONSTRAINT "workspace_codes_id_unique" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "code_id" uuid;--> statement-breakpoint
ALTER TABLE "workspace_codes" ADD CONSTRAINT "workspace_codes_centre_id_centres_id_fk" FOREIGN KEY ("centre_id") REFERENCES "public"."centres"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deliveries_at" ON "deliveries" USING btree ("at");--> statement-breakpoint
CREATE INDEX "workspace_codes_expires_at" ON "workspace_codes" USING btree ("expires_at");