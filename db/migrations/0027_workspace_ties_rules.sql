-- Who tied a workspace stood in the trail alone so far; whether it was the settings is known from there.
update workspaces w set by_settings = true
where exists (
  select from audit_events e
  where e.workspace_id = w.id and e.centre_id = w.centre_id and e.action = 'workspace.connect' and e.details->>'by' = 'settings'
);
