CREATE TABLE "late_answers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid,
	"sealed" "bytea" NOT NULL,
	"may_have_arrived" boolean NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "late_answers" ADD CONSTRAINT "late_answers_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "late_answers_created_at" ON "late_answers" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "late_answers_user" ON "late_answers" USING btree ("user_id");