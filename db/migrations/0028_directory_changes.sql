CREATE TABLE "directory_groups" (
	"centre_id" uuid NOT NULL,
	"programme" "programme" NOT NULL,
	"external_id" text,
	CONSTRAINT "directory_groups_centre_id_programme_pk" PRIMARY KEY("centre_id","programme")
);
--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "changed_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_groups" ADD CONSTRAINT "directory_groups_centre_id_centres_id_fk" FOREIGN KEY ("centre_id") REFERENCES "public"."centres"("id") ON DELETE no action ON UPDATE no action;