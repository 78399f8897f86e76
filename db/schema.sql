-- The database as the migrations make it, for reading: kinds of words, tables, functions. A table stands below those that
-- it refers to, with its rules, indexes and triggers. Written by `npm run schema`, and a test holds it to the migrations.
-- What the program's own role may do with all this is in db/roles.ts; the job queue's own schema is graphile-worker's.

CREATE EXTENSION btree_gin;

CREATE EXTENSION pg_trgm;

CREATE TYPE audit_outcome AS ENUM ('done', 'refused', 'failed');
CREATE TYPE link_kind AS ENUM ('set-up', 'reset', 'confirm-email', 'confirm-chat');
CREATE TYPE mail_state AS ENUM ('queued', 'sent', 'failed', 'dropped');
CREATE TYPE platform AS ENUM ('playground', 'slack', 'teams');
CREATE TYPE programme AS ENUM ('primary', 'lower-secondary', 'upper-secondary', 'advanced', 'global-perspectives');
CREATE TYPE request_kind AS ENUM ('reset', 'access');
CREATE TYPE request_status AS ENUM ('pending', 'approved', 'denied', 'expired', 'withdrawn');
CREATE TYPE role AS ENUM ('coordinator', 'admin', 'teacher');
CREATE TYPE second_factor_rule AS ENUM ('nobody', 'coordinators-and-admins', 'everyone');
CREATE TYPE site AS ENUM ('hub', 'primary', 'lower-secondary', 'test-maker', 'resource-plus', 'results-analysis', 'forums');
CREATE TYPE status AS ENUM ('invited', 'active', 'suspended', 'deleted');

-- A school.
CREATE TABLE centres (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  name text NOT NULL,
  number text NOT NULL,
  support_contact text NOT NULL,
  time_zone text NOT NULL DEFAULT 'UTC',
  created_at timestamptz NOT NULL DEFAULT now(),
  -- Whether a reset that someone asks for waits for approval; else the link is sent at once.
  approve_resets boolean NOT NULL DEFAULT true,
  -- How long a request waits until it is announced again, and until it expires. A day is one of the calendar.
  remind_after_hours integer NOT NULL DEFAULT 24,
  expire_after_hours integer NOT NULL DEFAULT 72,
  -- Who signs in with a second factor.
  second_factor second_factor_rule NOT NULL DEFAULT 'coordinators-and-admins',
  -- The e-mail that an answer to a mail goes to; nothing: to the sender of all mails.
  reply_to text,
  PRIMARY KEY (id),
  CONSTRAINT centres_number_unique UNIQUE (number),
  CONSTRAINT centres_name_length CHECK (length(TRIM(BOTH FROM name)) >= 1 AND length(TRIM(BOTH FROM name)) <= 200),
  CONSTRAINT centres_number_form CHECK (number ~ '^[A-Z]{2}[0-9]{3,6}$'),
  CONSTRAINT centres_request_hours CHECK (remind_after_hours >= 1 AND expire_after_hours > remind_after_hours AND expire_after_hours <= 720)
);

-- A person at one centre. What may follow what in a user's life, and that a centre keeps an active coordinator, is held
-- by a trigger (schema.sql, `users_life`).
CREATE TABLE users (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  centre_id uuid NOT NULL,
  first_name text,
  last_name text,
  email text,
  role role NOT NULL DEFAULT 'teacher',
  status status NOT NULL DEFAULT 'invited',
  -- What a suspended user comes back to.
  suspended_from status,
  suspended_at timestamptz,
  last_signed_in_at timestamptz,
  -- Set when mail to the address was refused for good, with what the mail server said; cleared by the next that arrives.
  mail_problem text,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- "last first", folded: what lists are sorted by.
  sort_name text GENERATED ALWAYS AS (fold((COALESCE(last_name, '') || ' ') || COALESCE(first_name, ''))) STORED,
  -- What is searched: both orders of the name and the e-mail, folded.
  search_text text GENERATED ALWAYS AS (fold((((((COALESCE(first_name, '') || ' ') || COALESCE(last_name, '')) || ' ') || COALESCE(first_name, '')) || ' ') || COALESCE(email, ''))) STORED,
  -- The id, until the account is deleted: what a person holds refers to this, and so forbids the deletion. A trigger sets
  -- it (schema.sql, `users_holder`).
  holder_id uuid,
  -- What the school's own directory calls the person, where it pushes its people to us.
  external_id text,
  -- What the directory's own sign-in calls the person, where it sends that beside an e-mail; nothing: the e-mail.
  user_name text,
  -- When anything last changed that a directory is shown. A trigger sets it (schema.sql, `users_changed`).
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id),
  CONSTRAINT users_centre_id_holder_id UNIQUE (centre_id, holder_id),
  CONSTRAINT users_centre_id_id UNIQUE (centre_id, id),
  CONSTRAINT users_personal_data CHECK ((status = 'deleted') = (email IS NULL) AND (status = 'deleted') = (first_name IS NULL) AND (status = 'deleted') = (last_name IS NULL)),
  CONSTRAINT users_suspended_from CHECK ((status = 'suspended') = (suspended_from IS NOT NULL)),
  CONSTRAINT users_email_form CHECK (email ~ '^[^@[:space:]]+@[^@[:space:]]+$' AND length(email) <= 254),
  CONSTRAINT users_names_length CHECK (length(first_name) >= 1 AND length(first_name) <= 200 AND length(last_name) <= 200),
  CONSTRAINT users_suspended_from_live CHECK (suspended_from = ANY (ARRAY['invited', 'active'])),
  FOREIGN KEY (centre_id) REFERENCES centres(id)
);
CREATE INDEX users_list ON users (centre_id, sort_name, id);
CREATE INDEX users_list_added ON users (centre_id, (((EXTRACT(epoch FROM (created_at AT TIME ZONE 'UTC')) * (1000000)::numeric))::bigint), id);
CREATE INDEX users_list_role ON users (centre_id, role, sort_name, id);
CREATE INDEX users_list_seen ON users (centre_id, COALESCE(((EXTRACT(epoch FROM (last_signed_in_at AT TIME ZONE 'UTC')) * (1000000)::numeric))::bigint, (0)::bigint), id);
CREATE INDEX users_list_status ON users (centre_id, status, sort_name, id);
CREATE INDEX users_search ON users USING gin (centre_id, search_text gin_trgm_ops);
CREATE INDEX users_xn_domain ON users (id) WHERE (email ~~* '%@%xn--%');
CREATE UNIQUE INDEX users_email ON users (lower((email COLLATE "C")));
CREATE UNIQUE INDEX users_external_id ON users (centre_id, external_id);
CREATE UNIQUE INDEX users_user_name ON users (centre_id, lower((user_name COLLATE "C")));
CREATE TRIGGER users_changed BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION users_changed();
CREATE TRIGGER users_holder BEFORE INSERT OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION users_holder();
CREATE TRIGGER users_keep_coordinator AFTER UPDATE ON users FOR EACH ROW WHEN (old.role = 'coordinator' AND old.status = 'active' AND (new.role <> 'coordinator' OR new.status <> 'active')) EXECUTE FUNCTION users_keep_coordinator();
CREATE TRIGGER users_life BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION users_life();
CREATE TRIGGER users_never_removed BEFORE DELETE OR TRUNCATE ON users FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER users_provisioning AFTER UPDATE ON users REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_users();

-- A Slack workspace, a Microsoft 365 tenant, or the playground, bound to one centre. A tie that was ended stays, since the trail
-- names it; but it has no id of a workspace any more, by which anyone could come to it.
CREATE TABLE workspaces (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  centre_id uuid NOT NULL,
  platform platform NOT NULL,
  -- The platform's own id of it; nothing once the tie is ended.
  external_id text,
  -- The platform's id of the conversation where requests are decided.
  approvals_channel text,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- What the platform called it when it was tied, where it said so: anyone may call theirs anything.
  name text,
  -- Who entered the code, where they have an account.
  tied_by uuid,
  -- The settings of the program named it at the last start that had any.
  by_settings boolean NOT NULL DEFAULT false,
  ended_at timestamptz,
  ended_by uuid,
  -- What the platform's id of it was until then.
  ended_id text,
  -- The platform's id of the organisation that it is a part of, where it is of one (Slack's Grid): that may have installed us for all.
  organisation_id text,
  PRIMARY KEY (id),
  CONSTRAINT workspaces_centreId_id_unique UNIQUE (centre_id, id),
  CONSTRAINT workspaces_platform_externalId_unique UNIQUE (platform, external_id),
  CONSTRAINT workspaces_ended CHECK ((external_id IS NULL) = (ended_at IS NOT NULL) AND (ended_id IS NULL) = (ended_at IS NULL) AND (ended_at IS NULL OR approvals_channel IS NULL)),
  FOREIGN KEY (centre_id) REFERENCES centres(id),
  FOREIGN KEY (centre_id, ended_by) REFERENCES users(centre_id, id),
  FOREIGN KEY (centre_id, tied_by) REFERENCES users(centre_id, id)
);

-- Who did what, to whom, when and why. Rows are added and read, never changed: a trigger stops every role, and the
-- program's own has no such right to begin with. It names people by id alone, so that a deleted user's name is nowhere.
CREATE TABLE audit_events (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  centre_id uuid NOT NULL,
  at timestamptz NOT NULL,
  -- The action, as the policy names it: `user.suspend`.
  action text NOT NULL,
  outcome audit_outcome NOT NULL,
  -- Nobody, when the program itself or someone not signed in did it.
  actor_id uuid,
  workspace_id uuid,
  target_id uuid,
  reason text,
  -- What was changed, in the program's words; never a name, an e-mail or a secret.
  details jsonb NOT NULL DEFAULT '{}',
  -- One for all the steps of one flow.
  correlation_id uuid NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY (centre_id) REFERENCES centres(id),
  FOREIGN KEY (centre_id, actor_id) REFERENCES users(centre_id, id),
  FOREIGN KEY (centre_id, target_id) REFERENCES users(centre_id, id),
  FOREIGN KEY (centre_id, workspace_id) REFERENCES workspaces(centre_id, id)
);
CREATE INDEX audit_events_actor ON audit_events (actor_id, id);
CREATE INDEX audit_events_centre ON audit_events (centre_id, id);
CREATE INDEX audit_events_target ON audit_events (target_id, id);
CREATE TRIGGER audit_events_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_events_await_seal AFTER INSERT ON audit_events REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION await_seal();

-- The chain of a centre's trail: the place of each event, and a hash over the event and the hash before. Made by
-- `seal_audit_events` alone, shortly after the event's commit; nobody may insert, change or remove one.
CREATE TABLE audit_seals (
  centre_id uuid NOT NULL,
  -- From 1, without a gap.
  place bigint NOT NULL,
  -- No foreign key: that an event is gone is for the chain to tell, and the key would lock each event anew.
  event_id bigint NOT NULL,
  -- When the event was added, by the database's clock, which the program can't set. Nothing: it was there before the first seal.
  added_at timestamptz,
  -- The hash of the place before: 32 zeros for the first.
  previous bytea NOT NULL,
  hash bytea NOT NULL,
  -- The reason is words of a person. Hashed is this in its stead, over a salt and the reason: erase the reason and the
  -- salt, and the chain holds while nobody can guess what was said.
  reason_hash bytea,
  reason_salt bytea,
  PRIMARY KEY (centre_id, place),
  CONSTRAINT audit_seals_event UNIQUE (event_id),
  CONSTRAINT audit_seals_salted CHECK (reason_salt IS NULL OR reason_hash IS NOT NULL)
);
CREATE TRIGGER audit_seals_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Events that are not sealed yet; a trigger puts each here in the transaction that adds it.
CREATE TABLE audit_unsealed (
  centre_id uuid NOT NULL,
  event_id bigint NOT NULL,
  added_at timestamptz,
  PRIMARY KEY (centre_id, event_id)
);

-- The sites that a centre is eligible for.
CREATE TABLE centre_sites (
  centre_id uuid NOT NULL,
  site site NOT NULL,
  PRIMARY KEY (centre_id, site),
  FOREIGN KEY (centre_id) REFERENCES centres(id)
);

-- The tie between a person in a workspace and a user: one for each of them there.
CREATE TABLE chat_identities (
  workspace_id uuid NOT NULL,
  -- The platform's id of the person.
  external_id text NOT NULL,
  centre_id uuid NOT NULL,
  user_id uuid NOT NULL,
  -- When the workspace said last that it holds; nothing where that is in doubt.
  confirmed_at timestamptz,
  PRIMARY KEY (workspace_id, external_id),
  CONSTRAINT chat_identities_one_a_user UNIQUE (workspace_id, user_id),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id),
  FOREIGN KEY (centre_id, workspace_id) REFERENCES workspaces(centre_id, id)
);
CREATE INDEX chat_identities_user ON chat_identities (user_id);

-- A message that a job keeps up to date in someone's chat, with the platform's own reference to it.
CREATE TABLE chat_messages (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  centre_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  user_id uuid NOT NULL,
  -- What it tells of: `mail-progress:<correlation id>`.
  about text NOT NULL,
  -- The platform's; nothing until it was posted.
  ref jsonb,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT chat_messages_workspaceId_userId_about_unique UNIQUE (workspace_id, user_id, about),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id),
  FOREIGN KEY (centre_id, workspace_id) REFERENCES workspaces(centre_id, id)
);
CREATE INDEX chat_messages_created_at ON chat_messages (created_at);

-- How a platform is written to without being asked first, where it tells that only when people write: the address of its
-- server, and its own ids of a conversation. A workspace need not be tied to a centre yet.
CREATE TABLE chat_references (
  platform platform NOT NULL,
  -- The platform's own id of the workspace.
  external_id text NOT NULL,
  -- Whom or what it leads to: `person:<the platform's id>`, `channel:<…>`.
  peer text NOT NULL,
  content jsonb NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (platform, external_id, peer)
);
CREATE INDEX chat_references_seen_at ON chat_references (seen_at);

-- What people of a school said of the columns of a file whose names say nothing, for the next file with the same names.
CREATE TABLE column_choices (
  centre_id uuid NOT NULL,
  -- What its rows are.
  subject text NOT NULL,
  -- A hash of the columns' names, in the order of the alphabet: a first row may be someone's.
  heads bytea NOT NULL,
  -- The place of each column among these, from 0; -1 for none.
  columns jsonb NOT NULL,
  -- When it was said, or held last.
  used_at timestamptz NOT NULL,
  PRIMARY KEY (centre_id, subject, heads),
  CONSTRAINT column_choices_subject CHECK (subject = ANY (ARRAY['people', 'results'])),
  FOREIGN KEY (centre_id) REFERENCES centres(id)
);
CREATE INDEX column_choices_used_at ON column_choices (used_at);

-- One e-mail and one password open all sites.
CREATE TABLE credentials (
  user_id uuid NOT NULL,
  centre_id uuid NOT NULL,
  -- argon2id, in its own encoded form with salt and cost.
  password_hash text NOT NULL,
  set_at timestamptz NOT NULL,
  PRIMARY KEY (user_id),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id)
);

-- What a platform delivered. With what it said, for as long as it is not answered: whoever took it may die, and another
-- carries it out. From then on as a mark alone, so that a copy of the program that is sent it again lets it be.
CREATE TABLE deliveries (
  -- A hash, since platforms make their ids as long as they like.
  key text NOT NULL,
  at timestamptz NOT NULL,
  platform platform,
  -- The platform's payload, sealed; nothing once it is answered.
  payload bytea,
  -- Until then it is in someone's hand. By the database's clock: those of the copies may differ.
  leased_until timestamptz,
  -- How often it was taken up again.
  retries smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (key),
  CONSTRAINT deliveries_in_hand CHECK (payload IS NULL OR platform IS NOT NULL AND leased_until IS NOT NULL)
);
CREATE INDEX deliveries_at ON deliveries (at);
CREATE INDEX deliveries_open ON deliveries (leased_until) WHERE (payload IS NOT NULL);

-- What the school's own directory calls the group of those who teach a programme.
CREATE TABLE directory_groups (
  centre_id uuid NOT NULL,
  programme programme NOT NULL,
  external_id text,
  PRIMARY KEY (centre_id, programme),
  FOREIGN KEY (centre_id) REFERENCES centres(id)
);

-- What a school's own directory (Entra ID, Okta, Google) shows to push its people to us. Only the hash is kept.
CREATE TABLE directory_tokens (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  centre_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz,
  revoked_at timestamptz,
  -- From then on it opens nothing. What the release before this one makes is good for a year.
  expires_at timestamptz NOT NULL DEFAULT now() + '365 days',
  -- How many days before that its coordinators were warned last; nothing: not yet.
  warned_days smallint,
  PRIMARY KEY (id),
  CONSTRAINT directory_tokens_tokenHash_unique UNIQUE (token_hash),
  FOREIGN KEY (centre_id) REFERENCES centres(id)
);
CREATE INDEX directory_tokens_revoked_at ON directory_tokens (revoked_at) WHERE (revoked_at IS NOT NULL);

-- What was pressed or delivered already: written in the transaction of its effect, so that a second has none.
CREATE TABLE done_once (
  key text NOT NULL,
  centre_id uuid NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (key)
);
CREATE INDEX done_once_at ON done_once (at);

-- What is too large for a button (a CSV of 1,000 rows), kept for the one who sent it.
CREATE TABLE drafts (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  centre_id uuid NOT NULL,
  user_id uuid NOT NULL,
  -- What the release before this one keeps, and reads.
  content jsonb,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  sealed_content bytea,
  PRIMARY KEY (id),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id)
);
CREATE INDEX drafts_expires_at ON drafts (expires_at);

-- An import that changed something, so that it can be found again and undone.
CREATE TABLE imports (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  centre_id uuid NOT NULL,
  -- Whose groups it went to.
  owner_id uuid NOT NULL,
  by_id uuid NOT NULL,
  at timestamptz NOT NULL,
  sites site[] NOT NULL,
  -- How many of each kind it made and changed.
  counts jsonb NOT NULL,
  undone_at timestamptz,
  undone_by_id uuid,
  correlation_id uuid NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY (centre_id, by_id) REFERENCES users(centre_id, id),
  FOREIGN KEY (centre_id, owner_id) REFERENCES users(centre_id, id),
  FOREIGN KEY (centre_id, undone_by_id) REFERENCES users(centre_id, id)
);
CREATE INDEX imports_at ON imports (at);
CREATE INDEX imports_owner ON imports (owner_id, at);

-- What an import touched, and how it was before: some thousands of things to a row. What is in a group that it made is not
-- listed: it goes with the group.
-- Each is by its `id` (a result by `testId` and `learnerId`) and has `was`, null where it was not there. A group has `site`,
-- and for `was` and `now` its `changed_at` before and after: whatever happens in it later makes that another.
CREATE TABLE import_parts (
  import_id uuid NOT NULL,
  kind text NOT NULL,
  part integer NOT NULL,
  rows jsonb NOT NULL,
  PRIMARY KEY (import_id, kind, part),
  CONSTRAINT import_parts_kind CHECK (kind = ANY (ARRAY['group', 'learner', 'test', 'result'])),
  FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE CASCADE
);

-- What a platform gave for a workspace that installed us (tokens), sealed with the secret key.
CREATE TABLE installations (
  platform platform NOT NULL,
  -- The platform's own id of the workspace, or of the organisation that holds several.
  external_id text NOT NULL,
  sealed bytea NOT NULL,
  installed_at timestamptz NOT NULL,
  PRIMARY KEY (platform, external_id)
);

-- What someone is to read about what they did, and their chat could not take when it was made: the queue delivers it.
CREATE TABLE late_answers (
  id uuid NOT NULL,
  -- Whose it is; nothing where nobody's account was theirs.
  user_id uuid,
  -- Where it goes and what it says, sealed.
  sealed bytea NOT NULL,
  -- A try may have brought it: its answer got lost.
  may_have_arrived boolean NOT NULL,
  created_at timestamptz NOT NULL,
  -- How many of its parts are there: messages, its picture, its files.
  parts_there integer NOT NULL DEFAULT 0,
  -- It says that it may have come before, and is sent no second time that nobody can tell from the first.
  hinted boolean NOT NULL DEFAULT false,
  -- In the order in which they were made.
  position bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  platform platform NOT NULL,
  -- The platform's own id of the workspace.
  workspace text NOT NULL,
  -- Of whom it goes to.
  recipient_hash bytea NOT NULL,
  -- It is not tried sooner.
  due_at timestamptz NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE INDEX late_answers_created_at ON late_answers (created_at);
CREATE INDEX late_answers_user ON late_answers (user_id);
CREATE INDEX late_answers_waiting ON late_answers (platform, workspace, recipient_hash, "position");

-- Groups that moved up a year together, so that it can be undone.
CREATE TABLE promotions (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  centre_id uuid NOT NULL,
  by_id uuid NOT NULL,
  at timestamptz NOT NULL,
  -- The school year that ended with it: `2025/26`.
  year text NOT NULL,
  -- How many groups became history, and how many new ones go on from them.
  ended integer NOT NULL,
  made integer NOT NULL,
  undone_at timestamptz,
  undone_by_id uuid,
  correlation_id uuid NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT promotions_year CHECK (length(year) >= 1 AND length(year) <= 20),
  FOREIGN KEY (centre_id, by_id) REFERENCES users(centre_id, id),
  FOREIGN KEY (centre_id, undone_by_id) REFERENCES users(centre_id, id)
);
CREATE INDEX promotions_at ON promotions (at);

-- A teacher's class on a site. Whose it is stands here and nowhere else: a transfer is an update of this table alone,
-- however many results there are. Two groups of one name may well be one teacher's, after a transfer.
CREATE TABLE learner_groups (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  centre_id uuid NOT NULL,
  site site NOT NULL,
  owner_id uuid NOT NULL,
  name text NOT NULL,
  stage smallint NOT NULL,
  subject text NOT NULL,
  created_at timestamptz NOT NULL,
  -- When something in it was imported, or it changed hands: what happened later than a transfer forbids its undoing.
  changed_at timestamptz NOT NULL,
  -- Kept by triggers (schema.sql, `count_progression`), so that nobody waits for 100,000 results to be counted.
  learners integer NOT NULL DEFAULT 0,
  tests integer NOT NULL DEFAULT 0,
  results integer NOT NULL DEFAULT 0,
  -- The school year that it was of, `2025/26`, once its learners have moved up: it is history, and nothing is added to it.
  year text,
  ended_at timestamptz,
  -- When it had changed before that, for an undo to put back.
  changed_before timestamptz,
  -- By which promotion it became history, as long as that is kept.
  promotion_id uuid,
  -- The group of the year before whose learners it carries on.
  previous_id uuid,
  PRIMARY KEY (id),
  CONSTRAINT learner_groups_history CHECK ((year IS NULL) = (ended_at IS NULL) AND length(year) >= 1 AND length(year) <= 20),
  CONSTRAINT learner_groups_words CHECK (length(name) >= 1 AND length(name) <= 100 AND length(subject) >= 1 AND length(subject) <= 100),
  CONSTRAINT learner_groups_site CHECK (site = ANY (ARRAY['primary', 'lower-secondary'])),
  CONSTRAINT learner_groups_stage CHECK (stage >= 1 AND stage <= 9),
  CONSTRAINT learner_groups_owner_fk FOREIGN KEY (centre_id, owner_id) REFERENCES users(centre_id, holder_id),
  FOREIGN KEY (centre_id, site) REFERENCES centre_sites(centre_id, site),
  FOREIGN KEY (previous_id) REFERENCES learner_groups(id),
  FOREIGN KEY (promotion_id) REFERENCES promotions(id) ON DELETE SET NULL
);
CREATE INDEX learner_groups_owner ON learner_groups (centre_id, owner_id, site);
CREATE INDEX learner_groups_previous ON learner_groups (previous_id) WHERE (previous_id IS NOT NULL);
CREATE INDEX learner_groups_promotion ON learner_groups (promotion_id) WHERE (promotion_id IS NOT NULL);
CREATE INDEX learner_groups_site ON learner_groups (centre_id, site);

-- A learner of a group: learners have no account. Where there is a number it says who it is; without one, two of a name are
-- two learners.
CREATE TABLE learners (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  group_id uuid NOT NULL,
  name text NOT NULL,
  -- The candidate number, the UPN, the school's own: as the file had it, its leading zeros too.
  number text,
  -- The same learner in the group of the year before: by it their results are followed across years.
  previous_id uuid,
  PRIMARY KEY (id),
  CONSTRAINT learners_group_id_id UNIQUE (group_id, id),
  CONSTRAINT learners_name_length CHECK (length(name) >= 1 AND length(name) <= 200),
  CONSTRAINT learners_number_length CHECK (length(number) >= 1 AND length(number) <= 50),
  FOREIGN KEY (group_id) REFERENCES learner_groups(id),
  FOREIGN KEY (previous_id) REFERENCES learners(id)
);
CREATE INDEX learners_previous ON learners (previous_id) WHERE (previous_id IS NOT NULL);
CREATE UNIQUE INDEX learners_number ON learners (group_id, lower((replace(number, ' ', '') COLLATE "C")));
CREATE TRIGGER learners_added AFTER INSERT ON learners REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION count_progression();
CREATE TRIGGER learners_keep_results AFTER DELETE ON learners REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION keep_results();
CREATE TRIGGER learners_removed AFTER DELETE ON learners REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION count_progression();
CREATE TRIGGER learners_stay BEFORE UPDATE OF id, group_id ON learners FOR EACH ROW WHEN (old.id IS DISTINCT FROM new.id OR old.group_id IS DISTINCT FROM new.group_id) EXECUTE FUNCTION stays_in_group();

-- Someone who leaves: its id is the correlation id of all the steps.
CREATE TABLE leavers (
  id uuid NOT NULL,
  centre_id uuid NOT NULL,
  user_id uuid NOT NULL,
  started_at timestamptz NOT NULL,
  -- When the account was deleted, or came back.
  ended_at timestamptz,
  PRIMARY KEY (id),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id)
);
CREATE INDEX leavers_ended_at ON leavers (ended_at) WHERE (ended_at IS NOT NULL);
CREATE UNIQUE INDEX leavers_open ON leavers (user_id) WHERE (ended_at IS NULL);

-- A link sent by mail. The secret in it is never stored: it is derived from the id with the secret key when the mail is
-- written, and only its hash is here.
CREATE TABLE links (
  id uuid NOT NULL,
  centre_id uuid NOT NULL,
  user_id uuid NOT NULL,
  kind link_kind NOT NULL,
  token_hash bytea NOT NULL,
  -- The address to confirm, for `confirm-email`.
  new_email text,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  -- When a newer link, or a suspension, took its place.
  voided_at timestamptz,
  -- Who asked for it; nobody, where that is not kept. What they may not do any more at the press, it does not do.
  asked_by uuid,
  -- For `confirm-chat`: the workspace, the platform's id of the person in it who is to be tied to the account, and what they
  -- are called there. No foreign key: the tie itself has one.
  workspace_id uuid,
  chat_person text,
  chat_name text,
  PRIMARY KEY (id),
  CONSTRAINT links_tokenHash_unique UNIQUE (token_hash),
  CONSTRAINT links_new_email CHECK ((kind = 'confirm-email') = (new_email IS NOT NULL)),
  FOREIGN KEY (centre_id, asked_by) REFERENCES users(centre_id, id),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id)
);
CREATE INDEX links_expires_at ON links (expires_at);
CREATE UNIQUE INDEX links_one_open ON links (user_id, kind) WHERE ((used_at IS NULL) AND (voided_at IS NULL) AND (chat_person IS NULL));
CREATE UNIQUE INDEX links_one_open_chat ON links (user_id, kind, workspace_id, chat_person) WHERE ((used_at IS NULL) AND (voided_at IS NULL) AND (chat_person IS NOT NULL));
CREATE TRIGGER links_made AFTER INSERT ON links REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION cancel_invite_plans();

-- How the mail server is, in the one row there is: all copies of the program send by the same, and one at a time. What is learnt of
-- its pace stays until it has proved to take more.
CREATE TABLE mail_server (
  is_only boolean NOT NULL DEFAULT true,
  -- Since when it takes nothing of ours, why (a `Hold`), and in codes what it said; nothing once it takes a mail.
  failing_since timestamptz,
  why text,
  problem text,
  -- How often in a row; and how many mails in a row it refused without saying whether because of them.
  tries integer NOT NULL DEFAULT 0,
  unclear integer NOT NULL DEFAULT 0,
  -- It is let be until then.
  not_before timestamptz,
  -- When people were told last that mails wait, and whether they are to be told that they go again.
  told_at timestamptz,
  told boolean NOT NULL DEFAULT false,
  -- How many connections and mails a minute it was found to take; nothing: as many as the settings say. When that changed last.
  connections integer,
  per_minute integer,
  pace_since timestamptz,
  -- When the next mail may go, where there is a number of them a minute.
  next_mail_at timestamptz,
  PRIMARY KEY (is_only),
  CONSTRAINT mail_server_only CHECK (is_only)
);

-- What someone asks for and others decide. A request is decided once: what a decision was is held by a trigger
-- (schema.sql, `requests_once`).
CREATE TABLE requests (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  centre_id uuid NOT NULL,
  asker_id uuid NOT NULL,
  kind request_kind NOT NULL,
  -- Access to what.
  site site,
  -- In the asker's words; erased with the account.
  reason text,
  status request_status NOT NULL DEFAULT 'pending',
  -- Where it was asked.
  workspace_id uuid,
  created_at timestamptz NOT NULL,
  remind_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  -- When it was announced again.
  reminded_at timestamptz,
  -- Nobody, when it expired.
  decided_by uuid,
  decided_at timestamptz,
  decision_reason text,
  -- Whether the access came with the site admin mark.
  site_admin boolean NOT NULL DEFAULT false,
  -- One for the asking, the decision and all that follows.
  correlation_id uuid NOT NULL,
  -- Of access that is to end: the last day of it, in the school's calendar.
  until date,
  PRIMARY KEY (id),
  CONSTRAINT requests_centre_id_id UNIQUE (centre_id, id),
  CONSTRAINT requests_site CHECK ((kind = 'access') = (site IS NOT NULL)),
  CONSTRAINT requests_decided CHECK ((status = 'pending') = (decided_at IS NULL)),
  CONSTRAINT requests_decided_by CHECK ((status = ANY (ARRAY['approved', 'denied'])) = (decided_by IS NOT NULL)),
  CONSTRAINT requests_site_admin CHECK (NOT site_admin OR kind = 'access' AND status = 'approved'),
  CONSTRAINT requests_times CHECK (created_at < remind_at AND remind_at < expires_at),
  CONSTRAINT requests_never_own CHECK (decided_by <> asker_id),
  CONSTRAINT requests_reasons_length CHECK (length(reason) >= 1 AND length(reason) <= 500 AND length(decision_reason) >= 1 AND length(decision_reason) <= 500),
  CONSTRAINT requests_until CHECK (until IS NULL OR kind = 'access'),
  FOREIGN KEY (centre_id, asker_id) REFERENCES users(centre_id, id),
  FOREIGN KEY (centre_id, decided_by) REFERENCES users(centre_id, id),
  FOREIGN KEY (centre_id, workspace_id) REFERENCES workspaces(centre_id, id)
);
CREATE INDEX requests_asker ON requests (asker_id);
CREATE INDEX requests_decided_at ON requests (decided_at) WHERE (decided_at IS NOT NULL);
CREATE INDEX requests_pending ON requests (centre_id, created_at, id) WHERE (status = 'pending');
CREATE UNIQUE INDEX requests_one_access ON requests (asker_id, site) WHERE ((status = 'pending') AND (kind = 'access'));
CREATE UNIQUE INDEX requests_one_reset ON requests (asker_id) WHERE ((status = 'pending') AND (kind = 'reset'));
CREATE TRIGGER requests_once BEFORE UPDATE ON requests FOR EACH ROW EXECUTE FUNCTION requests_once();
CREATE TRIGGER requests_waiting_stay BEFORE DELETE ON requests FOR EACH ROW WHEN (old.status = 'pending') EXECUTE FUNCTION refuse_change();

-- What was handed from one to another, so that both can be told and it can be undone.
CREATE TABLE transfers (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  centre_id uuid NOT NULL,
  from_id uuid NOT NULL,
  to_id uuid NOT NULL,
  by_id uuid NOT NULL,
  at timestamptz NOT NULL,
  -- Site by site, as it was then: `[{"site": "primary", "groups": 3, "tests": 12, "results": 340}]`.
  counts jsonb NOT NULL,
  group_ids uuid[] NOT NULL,
  -- The transfer that this one takes back; each is taken back once.
  undoes uuid,
  correlation_id uuid NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT transfers_undoes_unique UNIQUE (undoes),
  CONSTRAINT transfers_two CHECK (from_id <> to_id),
  FOREIGN KEY (centre_id, by_id) REFERENCES users(centre_id, id),
  FOREIGN KEY (centre_id, from_id) REFERENCES users(centre_id, id),
  FOREIGN KEY (centre_id, to_id) REFERENCES users(centre_id, id),
  FOREIGN KEY (undoes) REFERENCES transfers(id)
);
CREATE INDEX transfers_at ON transfers (at) WHERE (undoes IS NULL);
CREATE INDEX transfers_from ON transfers (from_id, at);

-- A mail to send, added in the transaction that causes it; a job sends it, again until it arrives.
CREATE TABLE mails (
  id uuid NOT NULL,
  centre_id uuid NOT NULL,
  user_id uuid NOT NULL,
  -- Which of the catalogue's mails it is.
  kind text NOT NULL,
  -- Where to, if not to the user's own address at the time of sending (an old or a new address).
  address text,
  link_id uuid,
  state mail_state NOT NULL DEFAULT 'queued',
  -- What the mail server said when it refused for good.
  problem text,
  created_at timestamptz NOT NULL,
  sent_at timestamptz,
  correlation_id uuid NOT NULL,
  -- The code that it brings. No foreign key: a code that a newer one took the place of is gone, its mail is not.
  code_id uuid,
  -- What it tells of, where that is a transfer.
  transfer_id uuid,
  -- …or a request.
  request_id uuid,
  -- …or the tie of a workspace, or one to someone in a chat: the workspace, and what they are called there. No foreign key: a
  -- tie may be gone.
  workspace_id uuid,
  chat_name text,
  -- How often it was refused for now because of its address, or of what is in it; and when it is its turn again.
  tries integer NOT NULL DEFAULT 0,
  next_try_at timestamptz,
  -- …or sites that someone has not come to.
  sites site[],
  PRIMARY KEY (id),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id),
  FOREIGN KEY (link_id) REFERENCES links(id),
  FOREIGN KEY (request_id) REFERENCES requests(id),
  FOREIGN KEY (transfer_id) REFERENCES transfers(id)
);
CREATE INDEX mails_correlation ON mails (correlation_id, state);
CREATE INDEX mails_created_at ON mails (created_at);
CREATE INDEX mails_link ON mails (link_id) WHERE (link_id IS NOT NULL);
CREATE INDEX mails_queued ON mails (created_at) WHERE (state = 'queued');
CREATE INDEX mails_request ON mails (request_id) WHERE (request_id IS NOT NULL);
CREATE INDEX mails_transfer ON mails (transfer_id) WHERE (transfer_id IS NOT NULL);
CREATE INDEX mails_user ON mails (user_id);

-- What coordinators have written down about someone, for coordinators alone.
CREATE TABLE notes (
  user_id uuid NOT NULL,
  centre_id uuid NOT NULL,
  text text NOT NULL,
  by_id uuid NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (user_id),
  CONSTRAINT notes_length CHECK (length(text) >= 1 AND length(text) <= 1000),
  FOREIGN KEY (centre_id, by_id) REFERENCES users(centre_id, id),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id)
);
CREATE INDEX notes_by ON notes (by_id);

-- What the OpenID provider keeps: sessions, codes, grants, tokens. By the hash of its id, and sealed, for the id is a secret.
CREATE TABLE oidc_records (
  -- The provider's own word: `Session`, `AccessToken`, `RefreshToken`…
  model text NOT NULL,
  id_hash bytea NOT NULL,
  uid_hash bytea,
  grant_hash bytea,
  -- Whose it is, once that is known.
  account_id uuid,
  client_id text,
  sealed bytea NOT NULL,
  expires_at timestamptz,
  consumed_at timestamptz,
  PRIMARY KEY (model, id_hash)
);
CREATE INDEX oidc_records_account ON oidc_records (account_id);
CREATE INDEX oidc_records_expires_at ON oidc_records (expires_at);
CREATE INDEX oidc_records_grant ON oidc_records (grant_hash);
CREATE INDEX oidc_records_uid ON oidc_records (model, uid_hash);

-- What is handed over once, by a page: whoever has the link that was given to this user may look at it, a single time.
CREATE TABLE one_time_secrets (
  id uuid NOT NULL,
  centre_id uuid NOT NULL,
  user_id uuid NOT NULL,
  -- Of the secret in the link, which is kept nowhere.
  token_hash bytea NOT NULL,
  -- Sealed; nothing once it was shown.
  sealed bytea,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  shown_at timestamptz,
  PRIMARY KEY (id),
  CONSTRAINT one_time_secrets_tokenHash_unique UNIQUE (token_hash),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id)
);
CREATE INDEX one_time_secrets_expires_at ON one_time_secrets (expires_at);

-- How someone was before a change of many, and after it, so that it can be undone for a day; it goes with the account.
CREATE TABLE people_changes (
  -- Of all that were changed in one go.
  change_id uuid NOT NULL,
  centre_id uuid NOT NULL,
  user_id uuid NOT NULL,
  -- Only what was changed: names, e-mail, role, programmes, sites, site admin marks.
  was jsonb NOT NULL,
  now jsonb NOT NULL,
  at timestamptz NOT NULL,
  undone_at timestamptz,
  PRIMARY KEY (change_id, user_id),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id)
);
CREATE INDEX people_changes_at ON people_changes (at);
CREATE INDEX people_changes_user ON people_changes (user_id);

-- How a centre's account of a site is reached: people sign in there with us, and its users are kept in step by SCIM.
CREATE TABLE site_connections (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  centre_id uuid NOT NULL,
  site site NOT NULL,
  -- The site's name as a client of our sign-in: `in123-hub`.
  client_id text NOT NULL,
  -- The client's secret, sealed.
  sealed_secret bytea,
  -- Where people are sent who open the site.
  home_url text,
  redirect_uris text[] NOT NULL DEFAULT '{}',
  post_logout_uris text[] NOT NULL DEFAULT '{}',
  -- Where the site is told that a session is over.
  logout_url text,
  -- The base of the site's SCIM service; nothing: the site is not kept in step.
  scim_url text,
  -- The bearer token, or the OAuth client's id, secret and token address; sealed JSON.
  sealed_scim_auth bytea,
  -- How often in a row the site failed whoever it was asked about, since when, and why, in words for a person.
  scim_tries integer NOT NULL DEFAULT 0,
  scim_failing_since timestamptz,
  scim_problem text,
  -- The site asked not to be asked before this.
  scim_not_before timestamptz,
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  -- Whether the site may ask for a code without PKCE; only one that has a secret.
  without_pkce boolean NOT NULL DEFAULT false,
  -- Raised by a trigger with each change of how its SCIM service is reached (schema.sql, `site_reached_otherwise`): what was
  -- learnt under another says nothing of this one.
  scim_version bigint NOT NULL DEFAULT 1,
  -- What the service was seen to understand and to keep, as it is reached now.
  scim_capabilities jsonb NOT NULL DEFAULT '{}',
  -- Since when it is kept who signs in there.
  sign_ins_since timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id),
  CONSTRAINT site_connections_centre_id_id UNIQUE (centre_id, id),
  CONSTRAINT site_connections_site UNIQUE (centre_id, site),
  CONSTRAINT site_connections_clientId_unique UNIQUE (client_id),
  CONSTRAINT site_connections_pkce CHECK (NOT without_pkce OR sealed_secret IS NOT NULL),
  CONSTRAINT site_connections_scim CHECK (scim_url IS NULL OR sealed_scim_auth IS NOT NULL),
  FOREIGN KEY (centre_id, site) REFERENCES centre_sites(centre_id, site)
);
CREATE TRIGGER site_connections_reach BEFORE UPDATE ON site_connections FOR EACH ROW WHEN (new.scim_url IS DISTINCT FROM old.scim_url OR new.sealed_scim_auth IS DISTINCT FROM old.sealed_scim_auth) EXECUTE FUNCTION site_reached_otherwise();

-- How far a site is with a user. A change of the user raises `version` by a trigger (schema.sql, `mark_provisioning`), in
-- the transaction of the change; `done` follows once the site took that state.
CREATE TABLE provisioning (
  connection_id uuid NOT NULL,
  centre_id uuid NOT NULL,
  user_id uuid NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  done bigint NOT NULL DEFAULT 0,
  -- The site's own id of the user; nothing until it made one.
  remote_id text,
  -- The site's own version of the user, where it keeps them.
  etag text,
  -- What the site took last, or nothing where that is not known.
  taken jsonb,
  -- Since when the site is behind; nothing where it is not.
  waiting_since timestamptz,
  -- Until when the row is in someone's hands: a request that nobody waits for any more could still be carried out by the
  -- site until then. Once it has passed, what the site has is not known and is looked at first.
  in_flight_until timestamptz,
  tries integer NOT NULL DEFAULT 0,
  next_try_at timestamptz,
  -- Why the last try failed, in words for a person.
  problem text,
  PRIMARY KEY (connection_id, user_id),
  FOREIGN KEY (centre_id, connection_id) REFERENCES site_connections(centre_id, id),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id)
);
CREATE INDEX provisioning_user ON provisioning (user_id);
CREATE INDEX provisioning_waiting ON provisioning (connection_id, tries, user_id) WHERE (done < version);
CREATE CONSTRAINT TRIGGER provisioning_queued AFTER INSERT OR UPDATE OF version ON provisioning DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION queue_provision();

-- How often something was tried in a window of time, so that every copy of the program counts together.
CREATE TABLE rate_limits (
  -- What is limited and whom: a hash, since it may be made from an e-mail or an address.
  key text NOT NULL,
  count integer NOT NULL,
  resets_at timestamptz NOT NULL,
  PRIMARY KEY (key)
);
CREATE INDEX rate_limits_resets_at ON rate_limits (resets_at);

-- A copy of a request's card, in a channel or in someone's own chat. A job keeps all of them up to date.
CREATE TABLE request_messages (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  centre_id uuid NOT NULL,
  request_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  -- The platform's id of the channel; of a copy in someone's own chat, their user id instead.
  channel text,
  user_id uuid,
  -- The platform's; nothing until it was posted.
  ref jsonb,
  -- The fingerprint of what it shows; of one without a reference, how often nobody knew whether it was posted.
  shown text,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT request_messages_ref UNIQUE (request_id, workspace_id, ref),
  CONSTRAINT request_messages_place CHECK ((channel IS NULL) <> (user_id IS NULL)),
  FOREIGN KEY (centre_id, request_id) REFERENCES requests(centre_id, id),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id),
  FOREIGN KEY (centre_id, workspace_id) REFERENCES workspaces(centre_id, id)
);
CREATE INDEX request_messages_user ON request_messages (user_id);

-- What a learner reached in a test. Nothing in it says whose group that is: see `learnerGroups`.
CREATE TABLE results (
  group_id uuid NOT NULL,
  test_id uuid NOT NULL,
  learner_id uuid NOT NULL,
  mark real NOT NULL,
  -- By strand, where given: `{"Number": 7}`.
  strand_marks jsonb,
  PRIMARY KEY (test_id, learner_id),
  CONSTRAINT results_mark CHECK (mark >= 0::double precision AND mark <= 1000::double precision)
);
CREATE INDEX results_learner ON results (learner_id);
CREATE TRIGGER results_added AFTER INSERT ON results REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION count_progression();
CREATE TRIGGER results_belong AFTER INSERT ON results REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION results_belong();
CREATE TRIGGER results_removed AFTER DELETE ON results REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION count_progression();
CREATE TRIGGER results_stay BEFORE UPDATE OF group_id, test_id, learner_id ON results FOR EACH ROW WHEN (old.group_id IS DISTINCT FROM new.group_id OR old.test_id IS DISTINCT FROM new.test_id OR old.learner_id IS DISTINCT FROM new.learner_id) EXECUTE FUNCTION stays_in_group();

-- What is to happen to someone on a day to come, and what became of it.
-- A suspension waits as `waiting`, every other kind as `planned`: the release before this one takes whatever waits for a suspension, and so
-- leaves the others alone while it runs beside this one. For the same reason they have jobs of their own.
CREATE TABLE scheduled_changes (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  centre_id uuid NOT NULL,
  user_id uuid NOT NULL,
  -- Suspended; suspended, and what they hold is handed over; invited; or the access to a site taken away.
  kind text NOT NULL,
  -- The day of the school's calendar on which it is done, at its beginning.
  day date NOT NULL,
  reason text,
  -- Who planned it: it is done in their name, with the rights that they have by then.
  planned_by_id uuid NOT NULL,
  workspace_id uuid,
  correlation_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'waiting',
  ended_at timestamptz,
  -- Why it was refused.
  problem jsonb,
  -- Of a leaver: who is to hold what they hold, and whether access that this takes is given with it.
  to_id uuid,
  grants boolean NOT NULL DEFAULT false,
  -- Of access that ends: to what.
  site site,
  PRIMARY KEY (id),
  CONSTRAINT scheduled_changes_of_kind CHECK ((kind = 'end-access') = (site IS NOT NULL)),
  CONSTRAINT scheduled_changes_ended CHECK ((state = ANY (ARRAY['waiting', 'planned', 'doing'])) = (ended_at IS NULL)),
  CONSTRAINT scheduled_changes_to CHECK (kind = 'leaver' OR to_id IS NULL AND NOT grants),
  CONSTRAINT scheduled_changes_kind CHECK (kind = ANY (ARRAY['suspend', 'leaver', 'invite', 'end-access'])),
  CONSTRAINT scheduled_changes_waits CHECK (state <>
CASE
    WHEN kind = 'suspend' THEN 'planned'
    ELSE 'waiting'
END),
  CONSTRAINT scheduled_changes_state CHECK (state = ANY (ARRAY['waiting', 'planned', 'doing', 'done', 'refused', 'cancelled'])),
  FOREIGN KEY (centre_id, planned_by_id) REFERENCES users(centre_id, id),
  FOREIGN KEY (centre_id, to_id) REFERENCES users(centre_id, id),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE SET NULL
);
CREATE INDEX scheduled_changes_ended_at ON scheduled_changes (ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX scheduled_changes_list ON scheduled_changes (centre_id, day) WHERE (state = 'waiting');
CREATE INDEX scheduled_changes_planned_list ON scheduled_changes (centre_id, day) WHERE (state = 'planned');
CREATE UNIQUE INDEX scheduled_changes_planned ON scheduled_changes (user_id, kind) WHERE ((state = 'planned') AND (site IS NULL));
CREATE UNIQUE INDEX scheduled_changes_site ON scheduled_changes (user_id, site) WHERE ((state = 'planned') AND (site IS NOT NULL));
CREATE UNIQUE INDEX scheduled_changes_waiting ON scheduled_changes (user_id, kind) WHERE (state = 'waiting');

-- A person's second factor: an app that shows codes (TOTP, RFC 6238), and codes on paper for when it is lost.
CREATE TABLE second_factors (
  user_id uuid NOT NULL,
  centre_id uuid NOT NULL,
  -- The secret that the app shares with us, sealed.
  sealed bytea NOT NULL,
  -- The step of time of the last code that was used: none up to it is good again.
  last_step bigint NOT NULL,
  added_at timestamptz NOT NULL,
  -- What the codes on paper are hashed with (argon2id), and those that are left, as base64.
  recovery_salt bytea NOT NULL,
  recovery_hashes text[] NOT NULL,
  PRIMARY KEY (user_id),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id)
);

-- Which secret keys this database has been worked with, each by a fingerprint that tells nothing of it; the newest is the one
-- that all is sealed with. A start with another one is refused.
CREATE TABLE secret_keys (
  id integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  fingerprint bytea NOT NULL,
  taken_up_at timestamptz NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT secret_keys_fingerprint_unique UNIQUE (fingerprint)
);

-- The keys that tokens are signed with. The newest that is not retired signs; those retired stay published for a while.
CREATE TABLE signing_keys (
  kid text NOT NULL,
  public_jwk jsonb NOT NULL,
  sealed bytea NOT NULL,
  created_at timestamptz NOT NULL,
  retired_at timestamptz,
  PRIMARY KEY (kid)
);

-- A user may sign in to a site; with the mark, also manages who may.
CREATE TABLE site_access (
  centre_id uuid NOT NULL,
  user_id uuid NOT NULL,
  site site NOT NULL,
  site_admin boolean NOT NULL DEFAULT false,
  -- It came with a programme that the school's directory gave, and goes with it.
  from_directory boolean NOT NULL DEFAULT false,
  PRIMARY KEY (user_id, site),
  FOREIGN KEY (centre_id, site) REFERENCES centre_sites(centre_id, site),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id)
);
CREATE INDEX site_access_site ON site_access (centre_id, site, user_id);
CREATE TRIGGER site_access_changed AFTER UPDATE ON site_access REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_site_admins();
CREATE TRIGGER site_access_ended AFTER DELETE ON site_access REFERENCING OLD TABLE AS taken FOR EACH STATEMENT EXECUTE FUNCTION cancel_access_ends();
CREATE TRIGGER site_access_given AFTER INSERT ON site_access REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_users();
CREATE TRIGGER site_access_taken AFTER DELETE ON site_access REFERENCING OLD TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_users();

-- That someone is signed in to a site: whom to tell when that ends.
CREATE TABLE site_sessions (
  -- The session's id as the site knows it.
  sid text NOT NULL,
  centre_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  user_id uuid NOT NULL,
  -- Ties the sites of one sign-in together.
  uid_hash bytea NOT NULL,
  started_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (sid),
  FOREIGN KEY (centre_id, connection_id) REFERENCES site_connections(centre_id, id),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id)
);
CREATE INDEX site_sessions_expires_at ON site_sessions (expires_at);
CREATE INDEX site_sessions_user ON site_sessions (user_id, connection_id);
CREATE TRIGGER site_sessions_added AFTER INSERT ON site_sessions REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_site_visits();

-- That someone has signed in to a site, and when last. It stays while the sessions go, and while their access does: who has access and
-- no row here never came. What is known begins with `site_connections.sign_ins_since`.
CREATE TABLE site_visits (
  centre_id uuid NOT NULL,
  user_id uuid NOT NULL,
  site site NOT NULL,
  -- Nothing: they signed in with us before it was kept to which sites, and may have come to this one.
  last_at timestamptz,
  PRIMARY KEY (user_id, site),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id)
);
CREATE INDEX site_visits_site ON site_visits (centre_id, site, user_id, last_at);

-- Whom requests are told to while a coordinator is away.
CREATE TABLE stand_ins (
  user_id uuid NOT NULL,
  centre_id uuid NOT NULL,
  stand_in_id uuid NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (user_id),
  CONSTRAINT stand_ins_two CHECK (user_id <> stand_in_id),
  FOREIGN KEY (centre_id, stand_in_id) REFERENCES users(centre_id, id),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id)
);
CREATE INDEX stand_ins_stand_in ON stand_ins (stand_in_id);
CREATE INDEX stand_ins_until ON stand_ins (until);

-- A test that a group sat on a day.
CREATE TABLE tests (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  group_id uuid NOT NULL,
  name text NOT NULL,
  taken_on date NOT NULL,
  max_mark real NOT NULL,
  strands text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (id),
  CONSTRAINT tests_name UNIQUE (group_id, name, taken_on),
  CONSTRAINT tests_name_length CHECK (length(name) >= 1 AND length(name) <= 200),
  CONSTRAINT tests_max_mark CHECK (max_mark > 0::double precision AND max_mark <= 1000::double precision),
  FOREIGN KEY (group_id) REFERENCES learner_groups(id)
);
CREATE TRIGGER tests_added AFTER INSERT ON tests REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION count_progression();
CREATE TRIGGER tests_keep_results AFTER DELETE ON tests REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION keep_results();
CREATE TRIGGER tests_removed AFTER DELETE ON tests REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION count_progression();
CREATE TRIGGER tests_stay BEFORE UPDATE OF id, group_id ON tests FOR EACH ROW WHEN (old.id IS DISTINCT FROM new.id OR old.group_id IS DISTINCT FROM new.group_id) EXECUTE FUNCTION stays_in_group();

-- A coordinator who wants to be told each week how the school stands.
CREATE TABLE usage_digests (
  user_id uuid NOT NULL,
  centre_id uuid NOT NULL,
  -- The Monday of the last week whose digest was sent, or is not to be.
  last_monday date NOT NULL,
  PRIMARY KEY (user_id),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id)
);

-- The programmes that someone teaches. Which sites a programme suggests is in src/words/programmes.ts.
CREATE TABLE user_programmes (
  centre_id uuid NOT NULL,
  user_id uuid NOT NULL,
  programme programme NOT NULL,
  PRIMARY KEY (user_id, programme),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id)
);
CREATE INDEX user_programmes_programme ON user_programmes (centre_id, programme, user_id);
CREATE TRIGGER user_programmes_given AFTER INSERT ON user_programmes REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_users();
CREATE TRIGGER user_programmes_given_at AFTER INSERT ON user_programmes REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION programmes_changed();
CREATE TRIGGER user_programmes_taken AFTER DELETE ON user_programmes REFERENCING OLD TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_users();
CREATE TRIGGER user_programmes_taken_at AFTER DELETE ON user_programmes REFERENCING OLD TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION programmes_changed();

-- What a workspace says is someone's e-mail now, whom it was tied to by the one that their account has: the tie ended, but who
-- it is was known. A new e-mail of the account that is this one needs no link to be believed.
CREATE TABLE vouched_emails (
  workspace_id uuid NOT NULL,
  centre_id uuid NOT NULL,
  user_id uuid NOT NULL,
  -- As it is compared.
  email text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, user_id),
  FOREIGN KEY (centre_id, user_id) REFERENCES users(centre_id, id),
  FOREIGN KEY (centre_id, workspace_id) REFERENCES workspaces(centre_id, id)
);
CREATE INDEX vouched_emails_at ON vouched_emails (at);
CREATE INDEX vouched_emails_user ON vouched_emails (user_id);

-- The code that ties a workspace to a centre. One row a workspace, so that a newer code takes the place of the older. The
-- code itself is stored nowhere: it is derived from the id with the secret key.
CREATE TABLE workspace_codes (
  platform platform NOT NULL,
  external_id text NOT NULL,
  id uuid NOT NULL,
  -- Nothing where someone named a centre that there is not: that answers like any other, and no code fits it.
  centre_id uuid,
  -- What the platform calls the workspace, and whoever asked last, for the mail.
  name text,
  attempts integer NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  asked_by text,
  -- The mails that bring it, by their correlation id; nothing until they are written.
  mailed_in uuid,
  PRIMARY KEY (platform, external_id),
  CONSTRAINT workspace_codes_id_unique UNIQUE (id),
  FOREIGN KEY (centre_id) REFERENCES centres(id)
);
CREATE INDEX workspace_codes_centre ON workspace_codes (centre_id);
CREATE INDEX workspace_codes_expires_at ON workspace_codes (expires_at);

-- An active user as the one who acts, with the rights that they have now; nothing where there is no such.
CREATE OR REPLACE FUNCTION acting_user(who uuid)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
AS $function$
BEGIN
  RETURN (
    SELECT json_build_object('id', u.id, 'centreId', u.centre_id, 'role', u.role, 'siteAdminOf', coalesce((
      SELECT json_agg(a.site) FROM site_access a WHERE a.user_id = u.id AND a.site_admin
    ), '[]'))
    FROM users u WHERE u.id = who AND u.status = 'active'
  );
END $function$;

-- Has each new event of the trail wait for its seal. Set off by whatever is written down.
CREATE OR REPLACE FUNCTION await_seal()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  INSERT INTO audit_unsealed SELECT centre_id, id, clock_timestamp() FROM added;
  RETURN NULL;
END $function$;

-- Access that was taken away has no end to come any more: given anew, it stays. Set off by whoever takes access away: people edited or
-- deleted, and the school's directory.
CREATE OR REPLACE FUNCTION cancel_access_ends()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  UPDATE scheduled_changes s SET state = 'cancelled', ended_at = now()
  FROM taken t
  WHERE s.user_id = t.user_id AND s.site = t.site AND s.state = 'planned';
  RETURN NULL;
END $function$;

-- Whoever is invited already is not invited on a day to come. Set off by whoever makes a link to set a password.
CREATE OR REPLACE FUNCTION cancel_invite_plans()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  UPDATE scheduled_changes s SET state = 'cancelled', ended_at = now()
  FROM made m
  WHERE m.kind = 'set-up' AND s.user_id = m.user_id AND s.kind = 'invite' AND s.state = 'planned' AND s.site IS NULL;
  RETURN NULL;
END $function$;

-- Keeps the counts that stand on a group. Set off by whoever adds or removes learners, tests or results: the import. Once for
-- each statement, whatever its rows: an import of 50,000 results adds to a few groups, and locks them, so that a transfer that
-- comes at the same moment waits for it.
CREATE OR REPLACE FUNCTION count_progression()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  EXECUTE format(
    'UPDATE learner_groups g SET %1$I = g.%1$I %2$s c.n
     FROM (SELECT group_id, count(*)::int AS n FROM changed_rows GROUP BY group_id) c WHERE g.id = c.group_id',
    TG_TABLE_NAME, CASE TG_OP WHEN 'INSERT' THEN '+' ELSE '-' END
  );
  RETURN NULL;
END $function$;

-- How whatever changes something begins, in one round trip: the centre is held, a repeat is told, the people are held whom it concerns, and the rights of whoever acts are looked up. One function, since each statement of it sees what was committed while the one before waited; one statement would see what was so before. `alone`: nobody else changes rights in the centre meanwhile; `concerned`: the same where any of these has rights of their own, else only nobody who is alone. `once`: the mark of a repeat. `held`: in the order of their ids, so that two who hold some of the same never wait for each other.
CREATE OR REPLACE FUNCTION enter_mutation(who uuid, whose uuid, alone boolean, concerned uuid[], once text, at timestamptz, held uuid[])
 RETURNS json
 LANGUAGE plpgsql
AS $function$
DECLARE
  is_repeat boolean := false;
BEGIN
  IF alone THEN
    PERFORM lock_centre(whose, true);
  ELSIF concerned IS NOT NULL THEN
    PERFORM lock_centre(whose, EXISTS (
      SELECT FROM users u WHERE u.id = ANY ((SELECT concerned)::uuid[])
        AND (u.role <> 'teacher' OR EXISTS (SELECT FROM site_access a WHERE a.user_id = u.id AND a.site_admin))
    ));
  END IF;
  IF once IS NOT NULL THEN
    -- A second that comes while the first is still at it waits here for its end.
    INSERT INTO done_once (key, centre_id, at) VALUES (once, whose, enter_mutation.at) ON CONFLICT DO NOTHING;
    is_repeat := NOT FOUND;
  END IF;
  IF NOT is_repeat AND cardinality(held) > 0 THEN
    PERFORM FROM users WHERE id = ANY ((SELECT held)::uuid[]) AND centre_id = (SELECT whose) ORDER BY id FOR NO KEY UPDATE;
  END IF;
  -- Last: rights that were taken while this waited are gone.
  RETURN json_build_object('actor', acting_user(who), 'isRepeat', is_repeat);
END $function$;

-- "jose" finds "José", "lodz" finds "Łódź". Immutable, unlike unaccent(), so that an index may be made of it.
CREATE OR REPLACE FUNCTION fold(words text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN btrim(translate(regexp_replace(NORMALIZE(lower(words), NFKD), '[\u0300-\u036f]'::text, ''::text, 'g'::text), 'łøđıßæœþð''’'::text, 'lodisaotd'::text));

-- Holds an active account as it is until the transaction ends. Whether it is held: not where it is active no more, and where they signed in before the password or the second factor was set. A function, since its second statement sees what was committed while the first one waited; one statement would see what was so before. `signed_in_at`: in seconds; nothing makes void what has none. `to_change`: by whoever changes the account then.
CREATE OR REPLACE FUNCTION hold_signed_in(who uuid, signed_in_at numeric, to_change boolean)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
BEGIN
  -- "Share" would do for all; but of two who hold it so and both change the account then, each would wait for the other for ever.
  IF to_change THEN
    PERFORM FROM users WHERE id = who AND status = 'active' FOR NO KEY UPDATE;
  ELSE
    PERFORM FROM users WHERE id = who AND status = 'active' FOR SHARE;
  END IF;
  RETURN FOUND AND NOT EXISTS (
    SELECT FROM (
      SELECT set_at AS at FROM credentials WHERE user_id = who
      UNION ALL SELECT added_at FROM second_factors WHERE user_id = who
    ) changes
    WHERE floor(extract(epoch FROM at)) > signed_in_at
  );
END $function$;

-- A learner, and a test, of whom there are results stays: the other half of results_belong. Set off by whoever removes some: the undoing of an
-- import, and of a promotion.
CREATE OR REPLACE FUNCTION keep_results()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  -- Not `exists`, for which PostgreSQL may read all results into a hash.
  IF (TG_TABLE_NAME = 'tests' AND EXISTS (
      SELECT FROM removed d WHERE (SELECT 1 FROM results r WHERE r.test_id = d.id LIMIT 1) IS NOT NULL
    )) OR (TG_TABLE_NAME = 'learners' AND EXISTS (
      SELECT FROM removed d WHERE (SELECT 1 FROM results r WHERE r.learner_id = d.id LIMIT 1) IS NOT NULL
    ))
  THEN
    RAISE EXCEPTION 'a learner, and a test, of whom there are results stays'
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'keep_results', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END $function$;

-- Whoever opens a site is kept as having come there, whichever release signs them in: the one before knows nothing of visits, and has no right to their table while it works beside this one. Set off by whoever saves a session.
CREATE OR REPLACE FUNCTION keep_site_visits()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  INSERT INTO site_visits AS v (centre_id, user_id, site, last_at)
  SELECT a.centre_id, a.user_id, c.site, max(a.started_at)
  FROM added a JOIN site_connections c ON c.id = a.connection_id
  GROUP BY a.centre_id, a.user_id, c.site
  ORDER BY a.user_id, c.site
  ON CONFLICT (user_id, site) DO UPDATE SET last_at = greatest(v.last_at, excluded.last_at);
  RETURN NULL;
END $function$;

-- Holds a centre until the transaction ends: alone, for what changes who may do what; or with others, for what must not meet such a change. Always before any person is held.
CREATE OR REPLACE FUNCTION lock_centre(centre uuid, alone boolean)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
  -- The queue: of a row's locks alone, those who share it would pass whoever waits to be alone, for as long as they come. 7243008 is
  -- in src/lib/advisory-locks.ts.
  -- The row: where the release before this one, which works beside it during an upgrade, and users_keep_coordinator are met.
  -- "No key": rows that merely refer to the centre are added all the same.
  IF alone THEN
    PERFORM pg_advisory_xact_lock(7243008, hashtext(centre::text));
    PERFORM FROM centres WHERE id = centre FOR NO KEY UPDATE;
  ELSE
    PERFORM pg_advisory_xact_lock_shared(7243008, hashtext(centre::text));
    PERFORM FROM centres WHERE id = centre FOR SHARE;
  END IF;
END $function$;

-- Whatever changes about a user is marked for every site that it concerns, in the transaction of the change, whichever use
-- case makes it: a site concerns a user who may sign in there, and one whom it was told of before. Called by mark_users and
-- mark_site_admins.
CREATE OR REPLACE FUNCTION mark_provisioning(changed uuid[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
DECLARE
  touched uuid[];
BEGIN
  WITH marked AS (
    INSERT INTO provisioning AS p (connection_id, centre_id, user_id, waiting_since)
    SELECT c.id, u.centre_id, u.id, now()
    FROM users u
    JOIN site_connections c ON c.centre_id = u.centre_id AND c.scim_url IS NOT NULL
    WHERE u.id = ANY (changed)
      AND (
        EXISTS (SELECT FROM site_access a WHERE a.user_id = u.id AND a.site = c.site)
        OR EXISTS (SELECT FROM provisioning o WHERE o.connection_id = c.id AND o.user_id = u.id)
      )
    ORDER BY c.id, u.id
    -- A site that is being turned off is waited for, and then left out.
    FOR KEY SHARE OF c
    ON CONFLICT (connection_id, user_id) DO UPDATE
      SET version = p.version + 1, waiting_since = coalesce(p.waiting_since, excluded.waiting_since), next_try_at = NULL
    RETURNING p.connection_id
  )
  SELECT array_agg(DISTINCT connection_id) INTO touched FROM marked;
  PERFORM wake_sites(touched);
END $function$;

-- Marks for its site every user who became its site admin or ceased to be. Set off by whoever gives or takes the mark of
-- someone who has access already.
CREATE OR REPLACE FUNCTION mark_site_admins()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM mark_provisioning(ARRAY(
    SELECT DISTINCT n.user_id FROM new_rows n JOIN old_rows o USING (user_id, site)
    WHERE n.site_admin IS DISTINCT FROM o.site_admin
  ));
  RETURN NULL;
END $function$;

-- Marks for its sites every user of whom something changed that they are told. Set off by whoever changes a user (name,
-- e-mail, role, status, the directory's id), or gives or takes access or a programme: people added, edited, suspended,
-- reactivated, deleted, given a role; a new address or password confirmed by a link; requests granted; transfers; and the
-- school's directory.
CREATE OR REPLACE FUNCTION mark_users()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  -- The first look costs next to nothing where no site is connected, which is how most schools begin.
  IF NOT EXISTS (SELECT FROM site_connections WHERE scim_url IS NOT NULL) THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    PERFORM mark_provisioning(ARRAY(
      SELECT n.id FROM new_rows n JOIN old_rows o USING (id)
      WHERE (n.first_name, n.last_name, n.email, n.role, n.status, n.external_id)
        IS DISTINCT FROM (o.first_name, o.last_name, o.email, o.role, o.status, o.external_id)
    ));
  ELSE
    PERFORM mark_provisioning(ARRAY(SELECT DISTINCT user_id FROM new_rows));
  END IF;
  RETURN NULL;
END $function$;

-- That jobs were added is told to whoever adds them, who tells the workers of all copies once that is committed (db/wake.ts). Of transactions
-- that tell it by NOTIFY the server commits one at a time, each with a write to the disk of its own, where else many share one. It is still told
-- so for whoever does not say (`staffroom.wakes`) that they do it: the release before this one, and SQL by hand. What queue_jobs calls finds this
-- before PostgreSQL's own of that name, as its search_path says.
CREATE OR REPLACE FUNCTION staffroom_wakes.pg_notify(channel text, payload text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  IF payload IS NULL THEN
    -- No job was added.
    RETURN;
  ELSIF current_setting('staffroom.wakes', true) = 'on' THEN
    -- SR001 is in db/wake.ts.
    RAISE NOTICE USING ERRCODE = 'SR001', MESSAGE = payload;
  ELSE
    PERFORM pg_catalog.pg_notify(channel, payload);
  END IF;
END $function$;

-- Keeps for users_changed that a programme was given or taken, by whichever use case.
CREATE OR REPLACE FUNCTION programmes_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  -- Whoever was added in the same transaction is as new as that. Each is looked up by their id: a plan that was kept since many were added
  -- would read the people of all schools for the next one too.
  IF EXISTS (SELECT FROM new_rows n WHERE (SELECT u.changed_at FROM users u WHERE u.id = n.user_id) <> now()) THEN
    UPDATE users SET changed_at = now() WHERE id IN (SELECT user_id FROM new_rows) AND changed_at <> now();
  END IF;
  RETURN NULL;
END $function$;

-- Adds jobs in the caller's transaction, so that they exist if and only if what caused them does. The caller needs no right
-- to the queue's own tables. Takes [{task, payload, queue?, key?, run_at?, priority?}]: the jobs of one queue are carried out
-- one after the other, by whichever copy; a smaller priority goes first, and without one it is 0. Others of the same key are found by
-- the index, also where the plan was made while none waited.
CREATE OR REPLACE FUNCTION queue_jobs(specs jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'staffroom_wakes', 'pg_catalog', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
BEGIN
  PERFORM graphile_worker.add_jobs(ARRAY(
    SELECT ROW(
      s ->> 'task', (s -> 'payload')::json, s ->> 'queue', (s ->> 'run_at')::timestamptz, NULL, s ->> 'key', (s ->> 'priority')::int, NULL
    )::graphile_worker.job_spec
    FROM jsonb_array_elements(specs) s
  ));
END $function$;

-- Queues the jobs of the sites that were woken, at the commit. Set off by whoever marks a user: through mark_provisioning, or
-- because a site was connected or compared.
CREATE OR REPLACE FUNCTION queue_provision()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  woken text := current_setting('staffroom.sites', true);
BEGIN
  -- It is called for each user that was marked; the first call does it for all.
  IF woken IS NULL OR woken = '' THEN
    RETURN NULL;
  END IF;
  PERFORM set_config('staffroom.sites', '', true);
  PERFORM queue_jobs((
    SELECT jsonb_agg(jsonb_build_object(
      'task', 'provision', 'payload', jsonb_build_object('connectionId', id),
      'key', 'provision:' || id, 'queue', 'provision:' || id, 'priority', 1
    ) ORDER BY id)
    FROM (SELECT DISTINCT id FROM unnest(string_to_array(trim(woken), ' ')) id WHERE id <> '') ids
  ));
  RETURN NULL;
END $function$;

-- The trail is added to and read; a user's row is erased, never removed, for the trail points at it. Whoever connects: a
-- table's owner passes over grants, but not over a trigger.
CREATE OR REPLACE FUNCTION refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION '% on % is never allowed', lower(TG_OP), TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $function$;

-- A decision stands: afterwards only the reasons may be erased, with the account of the one who asked. And who asked for what
-- never changes.
CREATE OR REPLACE FUNCTION requests_once()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF (NEW.id, NEW.centre_id, NEW.asker_id, NEW.kind, NEW.site) IS DISTINCT FROM (OLD.id, OLD.centre_id, OLD.asker_id, OLD.kind, OLD.site)
    OR (NEW.reason IS NOT NULL AND NEW.reason IS DISTINCT FROM OLD.reason)
    OR (OLD.status <> 'pending' AND (
      (NEW.status, NEW.decided_by, NEW.decided_at, NEW.site_admin) IS DISTINCT FROM (OLD.status, OLD.decided_by, OLD.decided_at, OLD.site_admin)
      OR (NEW.decision_reason IS NOT NULL AND NEW.decision_reason IS DISTINCT FROM OLD.decision_reason)))
  THEN
    RAISE EXCEPTION 'a request is decided once' USING ERRCODE = 'check_violation', CONSTRAINT = 'requests_once';
  END IF;
  RETURN NEW;
END $function$;

-- A result is of a learner and a test that are there, and both of its group. Set off by whoever adds results: the import. Once for a statement,
-- where foreign keys would look up both of each row: of 50,000 results that took twice as long as all else. It sees all that was committed, as
-- long as transactions are read committed, as all of ours are.
CREATE OR REPLACE FUNCTION results_belong()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  -- As a foreign key holds them: whoever removes one meanwhile waits, and then is refused; one who came first is waited for here, and what
  -- they removed is not found below, by a statement that sees what was committed since.
  PERFORM FROM tests WHERE id = ANY (ARRAY(SELECT DISTINCT test_id FROM added)) FOR KEY SHARE;
  PERFORM FROM learners WHERE id = ANY (ARRAY(SELECT DISTINCT learner_id FROM added)) FOR KEY SHARE;
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT group_id, test_id FROM added) a
    WHERE (SELECT t.group_id FROM tests t WHERE t.id = a.test_id) IS DISTINCT FROM a.group_id
  ) OR EXISTS (
    SELECT FROM (SELECT DISTINCT group_id, learner_id FROM added) a
    WHERE (SELECT l.group_id FROM learners l WHERE l.id = a.learner_id) IS DISTINCT FROM a.group_id
  ) THEN
    RAISE EXCEPTION 'a result is of a learner and a test of one group'
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'results_belong', TABLE = 'results';
  END IF;
  RETURN NULL;
END $function$;

-- Chains the events of a centre that are committed and not sealed yet, in the order of their ids: whatever commits later gets a
-- later place. Called by each copy every few seconds; those that come together take turns.
CREATE OR REPLACE FUNCTION seal_audit_events(whose uuid, most integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
DECLARE
  utc CONSTANT text := 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"';
  waiting audit_unsealed;
  event audit_events;
  seal audit_seals;
  sealed integer := 0;
  is_first boolean;
BEGIN
  -- 7243005 is in src/lib/advisory-locks.ts. Only who seals waits here: what is written down takes no such lock.
  PERFORM pg_advisory_xact_lock(7243005, hashtext(whose::text));
  SELECT * INTO seal FROM audit_seals WHERE centre_id = whose ORDER BY place DESC LIMIT 1;
  is_first := seal.place IS NULL;
  seal.centre_id := whose;
  seal.place := coalesce(seal.place, 0);
  seal.hash := coalesce(seal.hash, decode(repeat('00', 32), 'hex'));
  FOR waiting IN SELECT * FROM audit_unsealed WHERE centre_id = whose ORDER BY event_id LOOP
    EXIT WHEN sealed = most;
    SELECT * INTO event FROM audit_events WHERE id = waiting.event_id AND centre_id = whose;
    -- Someone removed it past the program. It waits for ever, and is found by whoever checks.
    CONTINUE WHEN NOT FOUND;
    seal.place := seal.place + 1;
    seal.event_id := event.id;
    -- What stood there before there were seals, or came with a school that was made whole, may tell of earlier times.
    seal.added_at := CASE WHEN NOT is_first THEN waiting.added_at END;
    seal.previous := seal.hash;
    seal.reason_salt := CASE WHEN event.reason IS NOT NULL THEN uuid_send(gen_random_uuid()) END;
    seal.reason_hash := sha256(seal.reason_salt || convert_to(event.reason, 'UTF8'));
    seal.hash := sha256(convert_to(concat_ws(E'\n',
      'staffroom-trail-1', encode(seal.previous, 'hex'), seal.place, whose, event.id,
      to_char(event.at AT TIME ZONE 'UTC', utc), coalesce(to_char(seal.added_at AT TIME ZONE 'UTC', utc), ''),
      event.action, event.outcome, coalesce(event.actor_id::text, ''), coalesce(event.workspace_id::text, ''),
      coalesce(event.target_id::text, ''), event.correlation_id, event.details,
      coalesce(encode(seal.reason_hash, 'hex'), '')), 'UTF8'));
    INSERT INTO audit_seals SELECT seal.*;
    DELETE FROM audit_unsealed WHERE centre_id = whose AND event_id = event.id;
    sealed := sealed + 1;
  END LOOP;
  RETURN sealed;
END $function$;

-- Gives each change of how a site is reached a version of its own, and forgets what was learnt under the one before. A change of the secret key counts as one: that costs some questions.
CREATE OR REPLACE FUNCTION site_reached_otherwise()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.scim_version := old.scim_version + 1;
  new.scim_capabilities := '{}';
  return new;
end $function$;

-- What is in a group stays in it, and a result its test's and its learner's: the counts rest on that, and so do results_belong and
-- keep_results, which look at what is added and removed.
CREATE OR REPLACE FUNCTION stays_in_group()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'what is in a group stays in it' USING ERRCODE = 'check_violation', CONSTRAINT = 'stays_in_group';
END $function$;

-- Keeps when anything last changed that a directory is shown of a user.
CREATE OR REPLACE FUNCTION users_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if (new.first_name, new.last_name, new.email, new.user_name, new.external_id, new.status in ('invited', 'active'))
    is distinct from (old.first_name, old.last_name, old.email, old.user_name, old.external_id, old.status in ('invited', 'active')) then
    new.changed_at := now();
  end if;
  return new;
end $function$;

-- Sets the key that what a person holds refers to, and takes it away with the deletion. No generated column: beside a
-- trigger before updates PostgreSQL takes every generated column for updated, and with a key among them any change of a name
-- would lock out whoever refers to the user.
CREATE OR REPLACE FUNCTION users_holder()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  NEW.holder_id := CASE WHEN NEW.status <> 'deleted' THEN NEW.id END;
  RETURN NEW;
END $function$;

-- A centre keeps an active coordinator, whoever is suspended or given another role, and also when two are at once.
CREATE OR REPLACE FUNCTION users_keep_coordinator()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  -- Two coordinators demoting each other at once wait here, so that the second sees what the first did. "No key" leaves
  -- foreign key checks of other transactions alone.
  PERFORM 1 FROM centres WHERE id = OLD.centre_id FOR NO KEY UPDATE;
  IF NOT EXISTS (
    SELECT 1 FROM users WHERE centre_id = OLD.centre_id AND role = 'coordinator' AND status = 'active'
  ) THEN
    RAISE EXCEPTION 'a centre keeps at least one active coordinator'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'users_last_coordinator';
  END IF;
  RETURN NULL;
END $function$;

-- A user's life: nothing may take a step that is not here.
CREATE OR REPLACE FUNCTION users_life()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF NEW.centre_id <> OLD.centre_id OR NEW.id <> OLD.id THEN
    RAISE EXCEPTION 'a user stays at one centre' USING ERRCODE = 'check_violation', CONSTRAINT = 'users_life';
  END IF;
  IF OLD.status <> NEW.status AND NOT (
    (OLD.status = 'invited' AND NEW.status = 'active')
    OR (OLD.status IN ('invited', 'active') AND NEW.status = 'suspended' AND NEW.suspended_from = OLD.status)
    OR (OLD.status = 'suspended' AND NEW.status IN (OLD.suspended_from, 'deleted'))
  ) THEN
    RAISE EXCEPTION 'a user cannot go from % to %', OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'users_life';
  END IF;
  RETURN NEW;
END $function$;

-- Sites to be brought up to date once the transaction commits. Their jobs are queued at the very end and in one order: a
-- job's key is a row that the next transaction waits for, and two that queue for the same sites, each in its own order, would
-- wait for each other. Called by mark_provisioning, and by whoever marks users of a site that is connected or compared.
CREATE OR REPLACE FUNCTION wake_sites(ids uuid[])
 RETURNS void
 LANGUAGE sql
AS $function$
  SELECT set_config('staffroom.sites', coalesce(current_setting('staffroom.sites', true), '') || ' ' || array_to_string(ids, ' '), true)
  WHERE ids IS NOT NULL;
$function$;
