import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { strFromU8, unzipSync } from 'fflate';
import { objectOf, stringOf } from '../../../lib/json.ts';
import type { Finding } from '../check.ts';

const about = 'Teams';
const place = 'manifest/teams/staffroom.zip';
const again = 'Run npm run manifest, and upload manifest/teams/staffroom.zip again in the Teams admin center.';

/**
 * Whether the package that was made for the school's Teams is for this bot, and has the commands of this release. Which one was
 * uploaded can't be told.
 *
 * @param root the folder with package.json
 */
export async function checkTeamsPackage(
  root: string,
  { appId, publicUrl }: { appId: string; publicUrl: string },
): Promise<Finding[]> {
  const zip = await readFile(join(root, place)).catch(() => undefined);
  if (!zip) {
    const says = `${place} is not there: it was made on another machine, or not yet.`;
    return [
      {
        about,
        is: 'note',
        says,
        todo: 'If Teams has no Staffroom yet: npm run manifest makes it, to be uploaded there.',
      },
    ];
  }
  const made = manifestIn(zip);
  if (!made) return [{ about, is: 'wrong', says: `${place} can’t be read.`, todo: again }];
  const id = stringOf(made.id)?.toLowerCase();
  if (id !== appId) {
    const says = `${place} is for another bot (${id ?? 'none'}) than TEAMS_APP_ID. With that one in Teams, nothing arrives here.`;
    return [{ about, is: 'wrong', says, todo: again }];
  }
  const domain = new URL(publicUrl).hostname;
  if (!(made.validDomains as unknown[] | undefined)?.includes(domain)) {
    const says = `${place} was made for another address than ${domain}.`;
    return [{ about, is: 'note', says, todo: again }];
  }
  const kept = await readFile(join(root, 'manifest/teams/manifest.json'), 'utf8').catch(() => undefined);
  if (kept !== undefined && !isDeepStrictEqual(commandsIn(made), commandsIn(objectOf(JSON.parse(kept))))) {
    const says = `${place} has not the commands of this release. All of them can be typed; Teams’ menus show the old ones.`;
    return [{ about, is: 'note', says, todo: again }];
  }
  const says = `${place} is for this bot, version ${stringOf(made.version)}. Whether it is the one that was uploaded can’t be told.`;
  return [{ about, is: 'good', says }];
}

function manifestIn(zip: Uint8Array): Record<string, unknown> | undefined {
  try {
    const { 'manifest.json': file } = unzipSync(zip, { filter: ({ name }) => name === 'manifest.json' });
    return file && objectOf(JSON.parse(strFromU8(file)));
  } catch {
    return undefined;
  }
}

/** What Teams' menus show. */
const commandsIn = ({ bots, composeExtensions }: Record<string, unknown>) =>
  [bots, composeExtensions].map((all) =>
    (all as { commandLists?: unknown; commands?: unknown }[] | undefined)?.map(({ commandLists, commands }) => [
      commandLists,
      commands,
    ]),
  );
