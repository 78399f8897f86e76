import { eventsPath } from '../adapters/slack/connect/door.ts';
import { events, optionalScopes, scopes } from '../adapters/slack/connect/scopes.ts';
import { slashCommand } from '../adapters/slack/read/payload.ts';
import type { Registry } from '../src/bot/command.ts';

/**
 * Slack's app manifest, out of the registry.
 *
 * @param publicUrl where Slack posts to, with HTTP; nothing for Socket Mode
 */
export function slackManifest(registry: Registry, publicUrl?: string) {
  const receiver = publicUrl && { request_url: `${publicUrl}${eventsPath}` };
  return {
    _metadata: { major_version: 1, minor_version: 1 },
    display_information: {
      name: 'Staffroom',
      description: 'Looks after the accounts with which teachers sign in.',
      long_description:
        'Coordinators add teachers, give rights, suspend, and send password links without leaving the conversation. Teachers see their own account and ask for what they need. What names people is shown to the person who asked, alone. Type /staff to begin.',
      background_color: '#1f4e5f',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'Staffroom', always_online: true },
      slash_commands: [
        {
          command: slashCommand,
          ...(receiver && { url: receiver.request_url }),
          description: 'Look after accounts: add, list, suspend, reset',
          usage_hint: 'help',
          // Without it a mention comes as plain words, and names nobody.
          should_escape: true,
        },
      ],
      shortcuts: registry.all
        .filter(({ shortcut }) => shortcut)
        .map(({ verb, label, summary, shortcut }) => ({
          name: label,
          type: shortcut === 'on-message' ? 'message' : 'global',
          callback_id: `staff-${verb}`,
          description: shortcut === 'on-message' ? `${summary}: whoever wrote this` : summary,
        })),
    },
    oauth_config: {
      ...(publicUrl && { redirect_urls: [`${publicUrl}/slack/oauth_redirect`] }),
      scopes: { bot: [...scopes, ...optionalScopes], bot_optional: optionalScopes },
    },
    settings: {
      event_subscriptions: { ...receiver, bot_events: events },
      interactivity: {
        is_enabled: true,
        ...receiver,
        ...(receiver && { message_menu_options_url: receiver.request_url }),
      },
      org_deploy_enabled: true,
      socket_mode_enabled: !publicUrl,
      token_rotation_enabled: false,
    },
  };
}
