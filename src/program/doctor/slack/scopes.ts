import { missingOf, optionalScopes } from '../../../../adapters/slack/connect/scopes.ts';
import { listed } from '../../../ui/formats.ts';
import type { Finding } from '../check.ts';

/** What people miss without a scope. */
const without: Record<string, string> = {
  commands: 'the command /staff',
  'chat:write': 'every answer and request card',
  'im:write': 'messages to people in their own chat',
  'im:history': 'what people write in their own chat',
  'app_mentions:read': 'mentions in channels and threads',
  'users:read': 'who someone is',
  'users:read.email': 'who someone is',
  'files:read': 'files that people attach',
  'files:write': 'files that Staffroom sends',
  'channels:read': 'the approvals channel',
  'groups:read': 'private approvals channels',
};

/** What the token of a workspace may not do, against what the manifest asks for. @param where such as ` in Riverside`, or nothing */
export function scopeFindings(given: string[], where: string): Finding[] {
  const missing = missingOf(given);
  const left = optionalScopes.filter((scope) => !given.includes(scope));
  return [
    ...(missing.length > 0
      ? [
          {
            about: 'Slack',
            is: 'wrong' as const,
            says: `The bot token${where} lacks the ${missing.length === 1 ? 'scope' : 'scopes'} ${listed(missing)}. What does not work: ${listed([...new Set(missing.map((scope) => without[scope] ?? scope))])}.`,
            todo: 'Paste manifest/slack.json anew under App Manifest on api.slack.com/apps (or add the scopes under OAuth & Permissions), then Reinstall to Workspace.',
          },
        ]
      : []),
    ...(left.length > 0
      ? [
          {
            about: 'Slack',
            is: 'note' as const,
            says: `The bot token${where} has not ${listed(left)}, which may be left out: where Slack did not say whether a card was posted, another is.`,
          },
        ]
      : []),
  ];
}
