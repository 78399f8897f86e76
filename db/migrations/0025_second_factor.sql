CREATE TYPE "public"."second_factor_rule" AS ENUM('nobody', 'coordinators-and-admins', 'everyone');--> statement-breakpoint
CREATE TABLE "second_factors" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"centre_id" uuid NOT NULL,
	"sealed" "bytea" NOT NULL,
	"last_step" bigint NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"recovery_salt" "bytea" NOT NULL,
	"recovery_hashes" text[] NOT NULL
);
--> statement-breakpoint
ALTER TABLE "centres" ADD COLUMN "second_factor" "second_factor_rule" DEFAULT 'coordinators-and-admins' NOT NULL;--> statement-breakpoint
ALTER TABLE "second_factors" ADD CONSTRAINT "second_factors_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;