ALTER TABLE "deliveries" ADD COLUMN "platform" "platform";--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "payload" "bytea";--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "leased_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "retries" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "deliveries_open" ON "deliveries" USING btree ("leased_until") WHERE "deliveries"."payload" is not null;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_in_hand" CHECK ("deliveries"."payload" is null or ("deliveries"."platform" is not null and "deliveries"."leased_until" is not null));