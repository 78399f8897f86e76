CREATE TABLE "audit_seals" (
	"centre_id" uuid NOT NULL,
	"place" bigint NOT NULL,
	"event_id" bigint NOT NULL,
	"added_at" timestamp with time zone,
	"previous" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	"reason_hash" "bytea",
	"reason_salt" "bytea",
	CONSTRAINT "audit_seals_centre_id_place_pk" PRIMARY KEY("centre_id","place"),
	CONSTRAINT "audit_seals_event" UNIQUE("event_id"),
	CONSTRAINT "audit_seals_salted" CHECK ("audit_seals"."reason_salt" is null or "audit_seals"."reason_hash" is not null)
);
--> statement-breakpoint
CREATE TABLE "audit_unsealed" (
	"centre_id" uuid NOT NULL,
	"event_id" bigint NOT NULL,
	"added_at" timestamp with time zone,
	CONSTRAINT "audit_unsealed_centre_id_event_id_pk" PRIMARY KEY("centre_id","event_id")
);
--> statement-breakpoint
ALTER TABLE "audit_seals" ADD CONSTRAINT "audit_seals_centre_id_centres_id_fk" FOREIGN KEY ("centre_id") REFERENCES "public"."centres"("id") ON DELETE no action ON UPDATE no action;