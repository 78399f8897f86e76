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
  internal_error: 'unsure',
  fatal_error: 'unsure',

  channel_not_found: 'gone',
  is_archived: 'gone',
  not_in_channel: 'gone',
  restricted_action: 'gone',
  restricted_action_read_only_channel: 'gone',
  restricted_action_thread_only_channel: 'gone',
  restricted_action_non_threadable_channel: 'gone',
  user_not_found: 'gone',
  user_not_visible: 'gone',
  user_disabled: 'gone',
  cannot_dm_bot: 'gone',
  messages_tab_disabled: 'gone',
  team_not_found: 'gone',

  account_inactive: 'shut-out',
  invalid_auth: 'shut-out',
  not_authed: 'shut-out',
  token_expired: 'shut-out',
  token_revoked: 'shut-out',
  team_access_not_granted: 'shut-out',
  missing_scope: 'shut-out',
  not_allowed_token_type: 'shut-out',
  no_permission: 'shut-out',
  access_denied: 'shut-out',
  accesslimited: 'shut-out',
  ekm_access_denied: 'shut-out',
  enterprise_is_restricted: 'shut-out',
  // A workspace was moved to a Grid, and its people have not signed in to that yet.
  org_login_required: 'shut-out',
  two_factor_setup_required: 'shut-out',
};

const ofToken = new Set([
  'account_inactive',
  'invalid_auth',
  'not_authed',
  'token_expired',
  'token_revoked',
  'team_access_not_granted',
]);

/** Whether it is the token that is no good there: another one may be. */
export const isOfToken = (problem: string): boolean => ofToken.has(problem);

/** Methods that show nobody anything, and leave the same however often they are called. */
const isUnseen = (method: string) =>
  /^(users|auth|api|team|conversations)\.|^files\.getUploadURLExternal$/.test(method);

/** What puts the same in the same place however often it is called. */
export const mayRepeat = (method: string) => /^(chat|views)\.(update|publish)$/.test(method);

/** What a failed call means, by Slack's word for it, or by what the connection said where there was no answer. */
export function kindOf(
  method: string,
  how: { problem: string } | { status: number } | { codes: unknown[] },
): FailureKind {
  const kind = kindOfAnswer(how);
  return isUnseen(method) ? kindOfRepeatable(kind) : kind;
}

function kindOfAnswer(how: { problem: string } | { status: number } | { codes: unknown[] }): FailureKind {
  if ('problem' in how) return kinds[how.problem] ?? 'refused';
  if ('codes' in how) return kindOfSilence(how.codes);
  if (how.status === 429 || how.status === 503) return 'not-now';
  // Whoever stands before Slack may have passed it on before it gave up.
  return how.status >= 500 ? 'unsure' : 'refused';
}

/** Of an upload: nobody sees what of it arrived before it is said to be complete, so that it may be sent anew. */
export const kindOfUpload = (status: number | undefined): FailureKind =>
  status === undefined || status === 429 || status >= 500 ? 'not-now' : 'refused';
