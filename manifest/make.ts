import { writeFileSync } from 'node:fs';
import { loadCommands } from '../src/bot/registry.ts';
import { teamsFields } from '../src/program/config/teams.ts';
import { readEnvironment } from '../src/program/environment.ts';
import { optionsOrStop } from '../src/program/options.ts';
import { addressProblem } from './address.ts';
import { slackManifest } from './slack.ts';
import { asText, teamsPackage } from './teams/package.ts';
import { anyApp, teamsManifest } from './teams.ts';

/**
 * `npm run manifest` writes the manifests that are kept here, and the package for Teams once `.env` says which app it is
 * for. With an address, `npm run manifest -- https://…`, it writes the manifest for Slack by HTTP too. What it makes for
 * one school is nobody else's and is not kept.
 */
const {
  words: [given],
} = optionsOrStop({
  run: 'npm run manifest',
  does: 'Writes the manifests for Slack and Teams, and the package for Teams once .env says which app it is for.',
  words: { name: '[ADDRESS]', says: 'where Staffroom is reached, for Slack by HTTP: its manifest is written too' },
  examples: ['', anyApp.publicUrl],
});
const { env, wrong } = readEnvironment();
if (wrong.length > 0) stop(wrong.join('\n'));
const { data: appId, error } = teamsFields.TEAMS_APP_ID.safeParse(env.TEAMS_APP_ID);
if (error) stop(`TEAMS_APP_ID: ${error.issues[0]?.message}.`);
const publicUrl = given ?? env.PUBLIC_URL?.trim().replace(/\/+$/, '') ?? '';
const problem = given !== undefined || appId ? addressProblem(publicUrl) : undefined;
if (problem) stop(`${given ?? 'PUBLIC_URL'}: ${problem}`);

const registry = await loadCommands();
write('slack.json', asText(slackManifest(registry)));
if (given) write('slack-http.json', asText(slackManifest(registry, given)));
write('teams/manifest.json', asText(teamsManifest(registry, anyApp)));
if (appId) {
  // Teams takes an update only with a higher version: there is one each minute.
  const version = `1.0.${Math.floor(Date.now() / 60_000)}`;
  write('teams/staffroom.zip', teamsPackage(teamsManifest(registry, { appId, publicUrl, version })));
} else
  console.log(
    `manifest/teams/staffroom.zip: not made, for want of TEAMS_APP_ID${publicUrl ? '' : ' and PUBLIC_URL'} in .env`,
  );

function write(name: string, content: string | Uint8Array): void {
  writeFileSync(new URL(name, import.meta.url), content);
  console.log(`manifest/${name}`);
}

function stop(line: string): never {
  console.error(line);
  process.exit(1);
}
