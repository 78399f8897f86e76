CREATE FUNCTION "keep_site_visits"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.site_visits AS v (centre_id, user_id, site, last_at)
  SELECT a.centre_id, a.user_id, c.site, max(a.started_at)
  FROM added a JOIN public.site_connections c ON c.id = a.connection_id
  GROUP BY a.centre_id, a.user_id, c.site
  ORDER BY a.user_id, c.site
  ON CONFLICT (user_id, site) DO UPDATE SET last_at = greatest(v.last_at, excluded.last_at);
  RETURN NULL;
END $$;--> statement-breakpoint
COMMENT ON FUNCTION "keep_site_visits"() IS 'Whoever opens a site is kept as having come there, whichever release signs them in: the one before knows nothing of visits, and has no right to their table while it works beside this one. Set off by whoever saves a session.';--> statement-breakpoint
CREATE TRIGGER "site_sessions_added" AFTER INSERT ON "site_sessions" REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION "keep_site_visits"();--> statement-breakpoint
-- Who came since what was known was taken over.
INSERT INTO "site_visits" AS v ("centre_id", "user_id", "site", "last_at")
SELECT s."centre_id", s."user_id", c."site", max(s."started_at")
FROM "site_sessions" s JOIN "site_connections" c ON c."id" = s."connection_id"
GROUP BY s."centre_id", s."user_id", c."site"
ON CONFLICT ("user_id", "site") DO UPDATE SET "last_at" = greatest(v."last_at", excluded."last_at");
