CREATE TABLE "promotions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"centre_id" uuid NOT NULL,
	"by_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"year" text NOT NULL,
	"ended" integer NOT NULL,
	"made" integer NOT NULL,
	"undone_at" timestamp with time zone,
	"undone_by_id" uuid,
	"correlation_id" uuid NOT NULL,
	CONSTRAINT "promotions_year" CHECK (length("promotions"."year") between 1 and 20)
);
--> statement-breakpoint
CREATE TABLE "notes" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"centre_id" uuid NOT NULL,
	"text" text NOT NULL,
	"by_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "notes_length" CHECK (length("notes"."text") between 1 and 1000)
);
--> statement-breakpoint
ALTER TABLE "learner_groups" ADD COLUMN "year" text;--> statement-breakpoint
ALTER TABLE "learner_groups" ADD COLUMN "ended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "learner_groups" ADD COLUMN "changed_before" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "learner_groups" ADD COLUMN "promotion_id" uuid;--> statement-breakpoint
ALTER TABLE "learner_groups" ADD COLUMN "previous_id" uuid;--> statement-breakpoint
ALTER TABLE "learners" ADD COLUMN "previous_id" uuid;--> statement-breakpoint
ALTER TABLE "promotions" ADD CONSTRAINT "promotions_centre_id_by_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","by_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promotions" ADD CONSTRAINT "promotions_centre_id_undone_by_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","undone_by_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_centre_id_user_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","user_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_centre_id_by_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","by_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "promotions_at" ON "promotions" USING btree ("at");--> statement-breakpoint
CREATE INDEX "notes_by" ON "notes" USING btree ("by_id");--> statement-breakpoint
ALTER TABLE "learner_groups" ADD CONSTRAINT "learner_groups_promotion_id_promotions_id_fk" FOREIGN KEY ("promotion_id") REFERENCES "public"."promotions"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learner_groups" ADD CONSTRAINT "learner_groups_previous_id_learner_groups_id_fk" FOREIGN KEY ("previous_id") REFERENCES "public"."learner_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learners" ADD CONSTRAINT "learners_previous_id_learners_id_fk" FOREIGN KEY ("previous_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "learner_groups_promotion" ON "learner_groups" USING btree ("promotion_id") WHERE promotion_id is not null;--> statement-breakpoint
CREATE INDEX "learner_groups_previous" ON "learner_groups" USING btree ("previous_id") WHERE previous_id is not null;--> statement-breakpoint
CREATE INDEX "learners_previous" ON "learners" USING btree ("previous_id") WHERE previous_id is not null;--> statement-breakpoint
ALTER TABLE "learner_groups" ADD CONSTRAINT "learner_groups_history" CHECK (("learner_groups"."year" is null) = ("learner_groups"."ended_at" is null) and length("learner_groups"."year") between 1 and 20);