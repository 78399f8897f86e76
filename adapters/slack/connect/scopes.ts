/** What the bot asks a workspace for, and why; the manifest says the same. */
export const scopes = [
  'commands',
  'chat:write',
  // To write to a person's own chat, and read what they write there.
  'im:write',
  'im:history',
  // What they write in a channel, where they mention it.
  'app_mentions:read',
  // Who someone is: standing and confirmed e-mail.
  'users:read',
  'users:read.email',
  // Files in and out.
  'files:read',
  'files:write',
  // Whether the bot is in the approvals channel, and who else.
  'channels:read',
  'groups:read',
];

/**
 * What a workspace may leave out: to look in the approvals channel for a card of ours of which Slack did not say whether it was
 * posted. Without it another is posted.
 */
export const optionalScopes = ['channels:history', 'groups:history'];

/** Those of them that were not given. */
export const missingOf = (given: readonly string[]): string[] => scopes.filter((scope) => !given.includes(scope));

export const events = [
  'app_home_opened',
  'message.im',
  'app_mention',
  'user_change',
  'app_uninstalled',
  'tokens_revoked',
  // A Grid adds us to its workspaces one by one, once it has installed us.
  'team_access_granted',
  'team_access_revoked',
];
