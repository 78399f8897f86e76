import { type FailureKind, kindOfRepeatable, kindOfSilence } from '../../chat/failure.ts';

/**
 * What Slack's words mean, as its reference lists them for the methods that are called here. Of `internal_error` and
 * `fatal_error` it says that some of what was asked may have been done all the same.
 */
const kinds: Record<string, FailureKind> = {
  ratelimited: 'not-now',
  rate_limited: 'not-now',
  service_unavailable: 'not-now',
  // The body of the call did not come to its end.
  request_timeout: 'not-now',
  // A workspace is being moved to a Grid.
  team_added_to_org: 'not-now',
  org_login_required: 'not-now',
  internal_error: 'unsure',
  fatal_error: 'unsure',

  channel_not_found: 'gone',
  is_archived: 'gone',
  not_in_channel: 'gone',
  restricted_action: 'gone',
  restricted_action_read_only_channel: 'gone',
  user_not_found: 'gone',
  user_not_visible: 'gone',
  user_disabled: 'gone',
  cannot_dm_bot: 'gone',
  messages_tab_disabled: 'gone',
  account_inactive: 'gone',
  invalid_auth: 'gone',
  not_authed: 'gone',
  token_expired: 'gone',
  token_revoked: 'gone',
  team_access_not_granted: 'gone',
  team_not_found: 'gone',
};

/** Methods that show the same, or leave the same, however often they are called. */
const isRepeatable = (method: string) =>
  /^(users|auth|api)\.|^views\.(update|publish)$|^chat\.update$|^conversations\.|^files\.getUploadURLExternal$/.test(
    method,
  );

/** What a failed call means, by Slack's word for it, or by what the connection said where there was no answer. */
export function kindOf(
  method: string,
  how: { problem: string } | { status: number } | { codes: unknown[] },
): FailureKind {
  const kind = kindOfAnswer(how);
  return isRepeatable(method) ? kindOfRepeatable(kind) : kind;
}

function kindOfAnswer(how: { problem: string } | { status: number } | { codes: unknown[] }): FailureKind {
  if ('problem' in how) return kinds[how.problem] ?? 'refused';
  if ('codes' in how) return kindOfSilence(how.codes);
  if (how.status === 429 || how.status === 503) return 'not-now';
  // Whoever stands before Slack may have passed it on before it gave up.
  return how.status >= 500 ? 'unsure' : 'refused';
}
