-- Whoever changes how a site's SCIM service is reached raises the version: also a copy of the release before, which knows of none.
create function site_reached_otherwise() returns trigger language plpgsql as $$
begin
  new.scim_version := old.scim_version + 1;
  new.scim_capabilities := '{}';
  return new;
end $$;
--> statement-breakpoint
comment on function site_reached_otherwise() is 'Gives each change of how a site is reached a version of its own, and forgets what was learnt under the one before. A change of the secret key counts as one: that costs some questions.';
--> statement-breakpoint
create trigger site_connections_reach before update on site_connections for each row
  when ((new.scim_url, new.sealed_scim_auth) is distinct from (old.scim_url, old.sealed_scim_auth))
  execute function site_reached_otherwise();
