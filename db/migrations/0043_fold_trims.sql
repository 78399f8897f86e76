-- Whoever has one name has '' as the last one, and is sorted by the first: no blank stands before it. What is stored already has none.
CREATE OR REPLACE FUNCTION fold(words text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN btrim(translate(regexp_replace(normalize(lower(words), NFKD), '[\u0300-\u036f]', '', 'g'), 'łøđıßæœþð''’', 'lodisaotd'));
