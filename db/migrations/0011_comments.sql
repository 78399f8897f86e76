-- What the functions are for, and who sets them off, where whoever looks at the database reads it (and schema.sql).
COMMENT ON FUNCTION fold(text) IS
'"jose" finds "José", "lodz" finds "Łódź". Immutable, unlike unaccent(), so that an index may be made of it.';
--> statement-breakpoint
COMMENT ON FUNCTION users_life() IS
'A user''s life: nothing may take a step that is not here.';
--> statement-breakpoint
COMMENT ON FUNCTION users_keep_coordinator() IS
'A centre keeps an active coordinator, whoever is suspended or given another role, and also when two are at once.';
--> statement-breakpoint
COMMENT ON FUNCTION users_holder() IS
'Sets the key that what a person holds refers to, and takes it away with the deletion. No generated column: beside a
trigger before updates PostgreSQL takes every generated column for updated, and with a key among them any change of a name
would lock out whoever refers to the user.';
--> statement-breakpoint
COMMENT ON FUNCTION refuse_change() IS
'The trail is added to and read; a user''s row is erased, never removed, for the trail points at it. Whoever connects: a
table''s owner passes over grants, but not over a trigger.';
--> statement-breakpoint
COMMENT ON FUNCTION requests_once() IS
'A decision stands: afterwards only the reasons may be erased, with the account of the one who asked. And who asked for what
never changes.';
--> statement-breakpoint
COMMENT ON FUNCTION stays_in_group() IS
'What is in a group stays in it: the counts rest on that.';
--> statement-breakpoint
COMMENT ON FUNCTION count_progression() IS
'Keeps the counts that stand on a group. Set off by whoever adds or removes learners, tests or results: the import. Once for
each statement, whatever its rows: an import of 50,000 results adds to a few groups, and locks them, so that a transfer that
comes at the same moment waits for it.';
--> statement-breakpoint
COMMENT ON FUNCTION mark_users() IS
'Marks for its sites every user of whom something changed that they are told. Set off by whoever changes a user (name,
e-mail, role, status, the directory''s id), or gives or takes access or a programme: people added, edited, suspended,
reactivated, deleted, given a role; a new address or password confirmed by a link; requests granted; transfers; and the
school''s directory.';
--> statement-breakpoint
COMMENT ON FUNCTION mark_site_admins() IS
'Marks for its site every user who became its site admin or ceased to be. Set off by whoever gives or takes the mark of
someone who has access already.';
--> statement-breakpoint
COMMENT ON FUNCTION mark_provisioning(uuid[]) IS
'Whatever changes about a user is marked for every site that it concerns, in the transaction of the change, whichever use
case makes it: a site concerns a user who may sign in there, and one whom it was told of before. Called by mark_users and
mark_site_admins.';
--> statement-breakpoint
COMMENT ON FUNCTION wake_sites(uuid[]) IS
'Sites to be brought up to date once the transaction commits. Their jobs are queued at the very end and in one order: a
job''s key is a row that the next transaction waits for, and two that queue for the same sites, each in its own order, would
wait for each other. Called by mark_provisioning, and by whoever marks users of a site that is connected or compared.';
--> statement-breakpoint
COMMENT ON FUNCTION queue_provision() IS
'Queues the jobs of the sites that were woken, at the commit. Set off by whoever marks a user: through mark_provisioning, or
because a site was connected or compared.';
--> statement-breakpoint
COMMENT ON FUNCTION queue_jobs(jsonb) IS
'Adds jobs in the caller''s transaction, so that they exist if and only if what caused them does. The caller needs no right
to the queue''s own tables. Takes [{task, payload, queue?, key?, run_at?, priority?}]: the jobs of one queue are carried out
one after the other, by whichever copy; a smaller priority goes first, and without one it is 0.';
