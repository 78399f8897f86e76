-- Search by any part of a name reads an index of its three-letter parts.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
--> statement-breakpoint
-- "jose" finds "José", "lodz" finds "Łódź". Immutable, unlike unaccent(), so that an index may be made of it.
CREATE FUNCTION fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(
  regexp_replace(normalize(lower(words), NFKD), '[\u0300-\u036f]', '', 'g'),
  'łøđıßæœþð''’',
  'lodisaotd'
);
