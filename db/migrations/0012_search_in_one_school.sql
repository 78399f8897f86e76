-- An index of letters and an id together: of what has some letters, a search reads what is its own school's.
CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;
--> statement-breakpoint
DROP INDEX "users_search";--> statement-breakpoint
CREATE INDEX "users_search" ON "users" USING gin ("centre_id","search_text" gin_trgm_ops);