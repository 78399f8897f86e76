CREATE TABLE "import_parts" (
	"import_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"part" integer NOT NULL,
	"rows" jsonb NOT NULL,
	CONSTRAINT "import_parts_import_id_kind_part_pk" PRIMARY KEY("import_id","kind","part"),
	CONSTRAINT "import_parts_kind" CHECK ("import_parts"."kind" in ('group', 'learner', 'test', 'result'))
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"centre_id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"by_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"sites" "site"[] NOT NULL,
	"counts" jsonb NOT NULL,
	"undone_at" timestamp with time zone,
	"undone_by_id" uuid,
	"correlation_id" uuid NOT NULL
);
--> statement-breakpoint
ALTER TABLE "learners" DROP CONSTRAINT "learners_name";--> statement-breakpoint
ALTER TABLE "learners" ADD COLUMN "number" text;--> statement-breakpoint
ALTER TABLE "import_parts" ADD CONSTRAINT "import_parts_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_centre_id_owner_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","owner_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_centre_id_by_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","by_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_centre_id_undone_by_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","undone_by_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "imports_owner" ON "imports" USING btree ("owner_id","at");--> statement-breakpoint
CREATE INDEX "imports_at" ON "imports" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "learners_number" ON "learners" USING btree ("group_id",lower(replace("number", ' ', '') collate "C"));--> statement-breakpoint
CREATE INDEX "results_learner" ON "results" USING btree ("learner_id");--> statement-breakpoint
ALTER TABLE "learners" ADD CONSTRAINT "learners_number_length" CHECK (length("learners"."number") between 1 and 50);