ALTER TABLE "audit_seals" DROP CONSTRAINT "audit_seals_centre_id_centres_id_fk";
--> statement-breakpoint
ALTER TABLE "done_once" DROP CONSTRAINT "done_once_centre_id_centres_id_fk";
