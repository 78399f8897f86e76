import type { z } from 'zod';
import { addressFields } from './address.ts';
import { centreFields } from './centre.ts';
import { databaseFields } from './database.ts';
import { keepFields } from './keep.ts';
import { mailFields } from './mail-server.ts';
import { metricsFields } from './metrics.ts';
import { proxyFields } from './proxies.ts';
import { runningFields } from './running.ts';
import { secretKeyFields } from './secret-key.ts';
import { sitesFields } from './sites.ts';
import { slackFields } from './slack.ts';
import { teamsFields } from './teams.ts';
import { unencryptedFields } from './unencrypted.ts';

interface Group {
  title: string;
  /** What is to be said of several of them, if anything. */
  says?: string;
  fields: Record<string, z.ZodType>;
}

/** All settings there are, in the order in which one reads of them. */
export const groups: Group[] = [
  { title: 'Database', fields: { ...databaseFields, ...secretKeyFields } },
  { title: 'Mails', fields: mailFields },
  { title: 'Addresses', fields: { ...addressFields, ...proxyFields, ...unencryptedFields } },
  {
    title: 'Slack',
    says: 'An app made from [its manifest](manifest/slack.json), as [docs/set-up/slack.md](docs/set-up/slack.md) says.',
    fields: slackFields,
  },
  {
    title: 'Microsoft Teams',
    says: 'A bot in Azure, as [docs/set-up/teams.md](docs/set-up/teams.md) says.',
    fields: teamsFields,
  },
  {
    title: 'Your school',
    says: 'Made at the first start with Slack or Teams, with its first coordinator. To add a school, name that one, and start again.',
    fields: centreFields,
  },
  { title: 'Sites', fields: sitesFields },
  { title: 'Running it', fields: { ...runningFields, ...metricsFields, ...keepFields } },
];
