-- What a directory is shown of a user: what they are called, whether the account is open, and the programmes (below).
create function users_changed() returns trigger language plpgsql as $$
begin
  if (new.first_name, new.last_name, new.email, new.user_name, new.external_id, new.status in ('invited', 'active'))
    is distinct from (old.first_name, old.last_name, old.email, old.user_name, old.external_id, old.status in ('invited', 'active')) then
    new.changed_at := now();
  end if;
  return new;
end $$;
--> statement-breakpoint
comment on function users_changed() is 'Keeps when anything last changed that a directory is shown of a user.';
--> statement-breakpoint
create trigger users_changed before update on users for each row execute function users_changed();
--> statement-breakpoint
create function programmes_changed() returns trigger language plpgsql as $$
begin
  -- Whoever was added in the same transaction is as new as that.
  update users set changed_at = now() where id in (select user_id from new_rows) and changed_at <> now();
  return null;
end $$;
--> statement-breakpoint
comment on function programmes_changed() is 'Keeps for users_changed that a programme was given or taken, by whichever use case.';
--> statement-breakpoint
create trigger user_programmes_given_at after insert on user_programmes
  referencing new table as new_rows for each statement execute function programmes_changed();
--> statement-breakpoint
create trigger user_programmes_taken_at after delete on user_programmes
  referencing old table as new_rows for each statement execute function programmes_changed();
