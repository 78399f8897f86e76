-- One chat person a workspace and user. Which of several was who they said is not known any more: whoever comes first is tied
-- anew, and the account is told by mail. Nobody adds another meanwhile.
LOCK TABLE chat_identities IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
DELETE FROM chat_identities i WHERE EXISTS (
  SELECT FROM chat_identities o
  WHERE o.workspace_id = i.workspace_id AND o.user_id = i.user_id AND o.external_id <> i.external_id
);
