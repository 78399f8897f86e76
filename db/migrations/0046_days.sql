ALTER TABLE "scheduled_changes" DROP CONSTRAINT "scheduled_changes_state";--> statement-breakpoint
ALTER TABLE "scheduled_changes" DROP CONSTRAINT "scheduled_changes_kind";--> statement-breakpoint
ALTER TABLE "scheduled_changes" DROP CONSTRAINT "scheduled_changes_ended";--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "until" date;--> statement-breakpoint
ALTER TABLE "scheduled_changes" ADD COLUMN "to_id" uuid;--> statement-breakpoint
ALTER TABLE "scheduled_changes" ADD COLUMN "grants" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "scheduled_changes" ADD COLUMN "site" "site";--> statement-breakpoint
ALTER TABLE "scheduled_changes" ADD CONSTRAINT "scheduled_changes_centre_id_to_id_users_centre_id_id_fk" FOREIGN KEY ("centre_id","to_id") REFERENCES "public"."users"("centre_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "scheduled_changes_planned" ON "scheduled_changes" USING btree ("user_id","kind") WHERE state = 'planned' and site is null;--> statement-breakpoint
CREATE UNIQUE INDEX "scheduled_changes_site" ON "scheduled_changes" USING btree ("user_id","site") WHERE state = 'planned' and site is not null;--> statement-breakpoint
CREATE INDEX "scheduled_changes_planned_list" ON "scheduled_changes" USING btree ("centre_id","day") WHERE state = 'planned';--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_until" CHECK ("requests"."until" is null or "requests"."kind" = 'access');--> statement-breakpoint
ALTER TABLE "scheduled_changes" ADD CONSTRAINT "scheduled_changes_of_kind" CHECK (("scheduled_changes"."kind" = 'end-access') = ("scheduled_changes"."site" is not null));--> statement-breakpoint
ALTER TABLE "scheduled_changes" ADD CONSTRAINT "scheduled_changes_to" CHECK ("scheduled_changes"."kind" = 'leaver' or ("scheduled_changes"."to_id" is null and not "scheduled_changes"."grants"));--> statement-breakpoint
ALTER TABLE "scheduled_changes" ADD CONSTRAINT "scheduled_changes_waits" CHECK ("scheduled_changes"."state" <> case when "scheduled_changes"."kind" = 'suspend' then 'planned' else 'waiting' end);--> statement-breakpoint
ALTER TABLE "scheduled_changes" ADD CONSTRAINT "scheduled_changes_state" CHECK ("scheduled_changes"."state" in ('waiting', 'planned', 'doing', 'done', 'refused', 'cancelled'));--> statement-breakpoint
ALTER TABLE "scheduled_changes" ADD CONSTRAINT "scheduled_changes_kind" CHECK ("scheduled_changes"."kind" in ('suspend', 'leaver', 'invite', 'end-access'));--> statement-breakpoint
ALTER TABLE "scheduled_changes" ADD CONSTRAINT "scheduled_changes_ended" CHECK (("scheduled_changes"."state" in ('waiting', 'planned', 'doing')) = ("scheduled_changes"."ended_at" is null));--> statement-breakpoint
CREATE FUNCTION cancel_access_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE scheduled_changes s SET state = 'cancelled', ended_at = now()
  FROM taken t
  WHERE s.user_id = t.user_id AND s.site = t.site AND s.state = 'planned';
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION cancel_access_ends() IS
'Access that was taken away has no end to come any more: given anew, it stays. Set off by whoever takes access away: people edited or
deleted, and the school''s directory.';
--> statement-breakpoint
CREATE TRIGGER site_access_ended AFTER DELETE ON site_access
  REFERENCING OLD TABLE AS taken FOR EACH STATEMENT EXECUTE FUNCTION cancel_access_ends();
--> statement-breakpoint
COMMENT ON COLUMN requests.until IS 'Of access that is to end: the last day of it, in the school''s calendar.';
