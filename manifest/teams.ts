import { aboutPaths } from '../adapters/pages/about.ts';
import type { Command, Registry } from '../src/bot/command.ts';
import { usage } from '../src/bot/registry.ts';

export interface TeamsApp {
  /** The bot's id at Microsoft, which is the app's too. */
  appId: string;
  /** Where people reach our pages: https, no slash at its end. */
  publicUrl: string;
  version: string;
}

/** Of the manifest that is kept here: the schema wants a GUID and an address, and takes these. */
export const anyApp: TeamsApp = {
  appId: '00000000-0000-0000-0000-000000000000',
  publicUrl: 'https://staffroom.school.example',
  version: '1.0.0',
};

/** Teams lists twelve commands at most. The others are a button of these, or in help. */
const listed = [
  'add',
  'list',
  'show',
  'suspend',
  'leaver',
  'reset',
  'requests',
  'access',
  'import',
  'settings',
  'whoami',
  'help',
];

/** Microsoft's app manifest, out of the registry. */
export function teamsManifest(registry: Registry, { appId, publicUrl, version }: TeamsApp) {
  const commands = registry.all.filter(({ verb }) => listed.includes(verb));
  const entry = (c: Command) => ({ title: c.verb, description: described(registry, c) });
  const inGroup = (c: Command) => (c.verb === 'settings' ? chooseChannel : entry(c));
  // The others are under / already, by their dialogs.
  const bySlash = commands.filter(({ shortcut }) => shortcut !== 'anywhere');
  return {
    // The first that knows slash commands is 1.29; 1.30 is the newest whose schema we can check against.
    $schema: 'https://developer.microsoft.com/json-schemas/teams/v1.30/MicrosoftTeams.schema.json',
    manifestVersion: '1.30',
    version,
    id: appId,
    developer: {
      name: 'Staffroom',
      websiteUrl: publicUrl + aboutPaths.website,
      privacyUrl: publicUrl + aboutPaths.privacy,
      termsOfUseUrl: publicUrl + aboutPaths.terms,
    },
    name: { short: 'Staffroom', full: 'Staffroom: the accounts of school staff' },
    description: {
      short: 'Looks after the accounts with which teachers sign in.',
      full: 'Coordinators add teachers, give rights, suspend, and send password links without leaving the conversation. Teachers see their own account and ask for what they need. What names people is shown to the person who asked, alone, in their own chat with Staffroom. Write help to begin.',
    },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: '#14597a',
    defaultInstallScope: 'personal',
    bots: [
      {
        botId: appId,
        scopes: ['personal', 'team', 'groupChat'],
        supportsFiles: true,
        // What is sent by a slash command is a targeted message: nobody else in the channel sees it.
        supportsTargetedMessages: true,
        commandLists: [
          { scopes: ['personal'], triggers: ['mention'], commands: commands.map(entry) },
          { scopes: ['team', 'groupChat'], triggers: ['mention'], commands: commands.map(inGroup) },
          { scopes: ['team', 'groupChat'], triggers: ['slash'], commands: bySlash.map(inGroup) },
        ],
      },
    ],
    composeExtensions: [{ botId: appId, commands: registry.all.filter((c) => c.shortcut).map(action) }],
    validDomains: [new URL(publicUrl).hostname],
  };
}

/** What it does, for those too who have another in its place, and how it is typed. */
function described({ all }: Registry, command: Command): string {
  const { verb, summary } = command;
  const other = all.find((c) => c.insteadOf === verb)?.summary;
  const what = other ? `${summary}, or ${other.charAt(0).toLowerCase()}${other.slice(1)}` : summary;
  const typed = usage(command);
  return typed === verb ? what : `${what}: ${typed}`;
}

/** The channel for requests is chosen in the channel itself: the rest of the settings is no business of a channel. */
const chooseChannel = {
  title: 'settings channel:here',
  description: 'Send requests to this channel, for those to decide who may',
};

function action({ verb, label, summary, shortcut }: Command) {
  const onMessage = shortcut === 'on-message';
  return {
    id: `staff-${verb}`,
    type: 'action',
    title: label,
    description: onMessage ? `${summary}: whoever wrote this` : summary,
    fetchTask: true,
    context: onMessage ? ['message'] : ['compose', 'commandBox'],
    ...(!onMessage && { triggers: ['slash'] }),
  };
}
