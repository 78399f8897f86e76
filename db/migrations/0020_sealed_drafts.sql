ALTER TABLE "drafts" ALTER COLUMN "content" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "drafts" ADD COLUMN "sealed_content" "bytea";