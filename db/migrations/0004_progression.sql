CREATE TABLE "learner_groups" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"centre_id" uuid NOT NULL,
	"site" "site" NOT NULL,
	"owner_id" uuid NOT NULL,
	"name" text NOT NULL,
	"stage" smallint NOT NULL,
	"subject" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"learners" integer DEFAULT 0 NOT NULL,
	"tests" integer DEFAULT 0 NOT NULL,
	"results" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "learner_groups_site" CHECK ("learner_groups"."site" in ('primary', 'lower-secondary')),
	CONSTRAINT "learner_groups_stage" CHECK ("learner_groups"."stage" between 1 and 9),
	CONSTRAINT "learner_groups_words" CHECK (length("learner_groups"."name") between 1 and 100 and length("learner_groups"."subject") between 1 and 100)
);
--> statement-breakpoint
CREATE TABLE "learners" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"group_id" uuid NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "learners_group_id_id" UNIQUE("group_id","id"),
	CONSTRAINT "learners_name" UNIQUE("group_id","name"),
	CONSTRAINT "learners_name_length" CHECK (length("learners"."name") between 1 and 200)
);
--> statement-breakpoint
CREATE TABLE "leavers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"centre_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "results" (
	"group_id" uuid NOT NULL,
	"test_id" uuid NOT NULL,
	"learner_id" uuid NOT NULL,
	"mark" real NOT NULL,
	"strand_marks" jsonb,
	CONSTRAINT "results_test_id_learner_id_pk" PRIMARY KEY("test_id","learner_id"),
	CONSTRAINT "results_mark" CHECK ("results"."mark" >= 0 and "results"."mark" <= 1000)
);
--> statement-breakpoint
CREATE TABLE "tests" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"group_id" uuid NOT NULL,
	"name" text NOT NULL,
	"taken_on" date NOT NULL,
	"max_mark" real NOT NULL,
	"strands" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "tests_group_id_id" UNIQUE("group_id","id"),
	CONSTRAINT "tests_name" UNIQUE("group_id","name","taken_on"),
	CONSTRAINT "tests_name_length" CHECK (length("tests"."name") between 1 and 200),
	CONSTRAINT "tests_max_mark" CHECK ("tests"."max_mark" > 0 and "tests"."max_mark" <= 1000)
);
--> statement-breakpoint
CREATE TABLE "transfers" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"centre_id" uuid NOT NULL,
	"from_id" uuid NOT NULL,
	"to_id" uuid NOT NULL,
	"by_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"counts" jsonb NOT NULL,
	"group_ids" uuid[] NOT NULL,
	"undoes" uuid,
	"correlation_id" uuid NOT NULL,
	CONSTRAINT "transfers_undoes_unique" UNIQUE("undoes"),
	CONSTRAINT "transfers_two" CHECK ("transfers"."from_id" <> "transfers"."to_id")
);
--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "transfer_id" uuid;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "holder_id" uuid;--> statement-breakpoint
ALTER TABLE "learner_groups" ADD CONSTRAINT "learner_groups_centre_id_site_centre_sites_centre_id_site_fk" FOREIGN KEY ("centre_id","site") REFERENCES "public"."centre_sites"("centre_id","site") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learners" ADD CONSTRAINT "learners_group_id_learner_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."learner_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leavers" ADD CONSTRAINT "leavers_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "results" ADD CONSTRAINT "results_group_id_test_id_tests_group_id_id_fk" FOREIGN KEY ("group_id","test_id") REFERENCES "public"."tests"("group_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "results" ADD CONSTRAINT "results_group_id_learner_id_learners_group_id_id_fk" FOREIGN KEY ("group_id","learner_id") REFERENCES "public"."learners"("group_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tests" ADD CONSTRAINT "tests_group_id_learner_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."learner_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_undoes_transfers_id_fk" FOREIGN KEY ("undoes") REFERENCES "public"."transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_centre_id_from_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","from_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_centre_id_to_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","to_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_centre_id_by_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","by_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "learner_groups_owner" ON "learner_groups" USING btree ("centre_id","owner_id","site");--> statement-breakpoint
CREATE INDEX "learner_groups_site" ON "learner_groups" USING btree ("centre_id","site");--> statement-breakpoint
CREATE UNIQUE INDEX "leavers_open" ON "leavers" USING btree ("user_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "transfers_from" ON "transfers" USING btree ("from_id","at");--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_transfer_id_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_centre_id_holder_id" UNIQUE("centre_id","holder_id");