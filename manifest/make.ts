import { writeFileSync } from 'node:fs';
import { loadCommands } from '../src/bot/registry.ts';
import { slackManifest } from './slack.ts';

/**
 * `npm run manifest` writes the manifests that are kept here. With an address, `npm run manifest -- https://…`, it writes
 * the one for Slack by HTTP too, which is nobody else's and is not kept.
 */
const [publicUrl] = process.argv.slice(2);
if (publicUrl !== undefined && !/^https:\/\/[^/\s]+$/.test(publicUrl)) {
  console.error(`${publicUrl}: this is not an address such as https://staffroom.school.example`);
  process.exit(1);
}

const registry = await loadCommands();
write('slack.json', slackManifest(registry));
if (publicUrl) write('slack-http.json', slackManifest(registry, publicUrl));

function write(name: string, manifest: unknown): void {
  writeFileSync(new URL(name, import.meta.url), `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(`manifest/${name}`);
}
