CREATE TABLE "column_choices" (
	"centre_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"heads" "bytea" NOT NULL,
	"columns" jsonb NOT NULL,
	"used_at" timestamp with time zone NOT NULL,
	CONSTRAINT "column_choices_centre_id_subject_heads_pk" PRIMARY KEY("centre_id","subject","heads"),
	CONSTRAINT "column_choices_subject" CHECK ("column_choices"."subject" in ('people', 'results'))
);
--> statement-breakpoint
ALTER TABLE "column_choices" ADD CONSTRAINT "column_choices_centre_id_centres_id_fk" FOREIGN KEY ("centre_id") REFERENCES "public"."centres"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "column_choices_used_at" ON "column_choices" USING btree ("used_at");