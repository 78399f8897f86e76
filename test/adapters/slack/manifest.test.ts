import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, test } from 'vitest';
import { slackManifest } from '../../../manifest/slack.ts';
import type { Registry } from '../../../src/bot/command.ts';
import { loadCommands } from '../../../src/bot/registry.ts';

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

/** Slack's own, for manifests of major version 1 as ours is. It lets pass what makes no sense: unknown scopes, HTTP without addresses. */
const schema = read('slack-manifest.schema.json');

/** The scopes of Slack that there are for what we do, and the events that each of ours needs. */
const needed = {
  'message.im': 'im:history',
  app_mention: 'app_mentions:read',
  user_change: 'users:read',
} as const;

let registry: Registry;
beforeAll(async () => {
  registry = await loadCommands();
});

function problems(manifest: unknown): unknown[] {
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
  return validate(manifest) ? [] : (validate.errors ?? []);
}

describe('Slack’s manifest', () => {
  test('is the one that the registry makes; `npm run manifest` writes it', () => {
    expect(read('../../../manifest/slack.json')).toEqual(JSON.parse(JSON.stringify(slackManifest(registry))));
  });

  test('is what Slack’s schema allows, by Socket Mode and by HTTP', () => {
    expect(slackManifest(registry)._metadata.major_version).toBe(1);
    expect(problems(slackManifest(registry))).toEqual([]);
    expect(problems(slackManifest(registry, 'https://staffroom.school.example'))).toEqual([]);
    expect(problems({ ...slackManifest(registry), settings: { socket_mode_enabled: 'yes' } })).not.toEqual([]);
  });

  test('names every address that HTTP needs', () => {
    const { features, oauth_config, settings } = slackManifest(registry, 'https://staffroom.school.example');
    const events = 'https://staffroom.school.example/slack/events';
    expect(settings.socket_mode_enabled).toBe(false);
    expect(settings.event_subscriptions).toMatchObject({ request_url: events });
    expect(settings.interactivity).toMatchObject({ request_url: events, message_menu_options_url: events });
    expect(features.slash_commands).toMatchObject([{ url: events }]);
    expect(oauth_config.redirect_urls).toEqual(['https://staffroom.school.example/slack/oauth_redirect']);
  });

  test('has the scopes of its events, and a shortcut for each command that declares one', () => {
    const { features, oauth_config, settings } = slackManifest(registry);
    for (const [event, scope] of Object.entries(needed)) {
      expect(settings.event_subscriptions.bot_events).toContain(event);
      expect(oauth_config.scopes.bot).toContain(scope);
    }
    expect(features.shortcuts.map((s) => s.callback_id).sort()).toEqual(
      registry.all
        .filter((c) => c.shortcut)
        .map((c) => `staff-${c.verb}`)
        .sort(),
    );
    for (const { name, description } of features.shortcuts) {
      expect(name.length).toBeLessThanOrEqual(24);
      expect(description.length).toBeLessThanOrEqual(150);
    }
    expect(features.slash_commands).toMatchObject([{ should_escape: true }]);
  });
});
