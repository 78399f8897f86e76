import { join } from 'node:path';
import { playground } from '../../../adapters/playground/playground.ts';
import { cast, makeSampleCentre, playgroundWorkspace, sampleName, sampleNumber } from '../../../db/sample/centre.ts';
import { isLoopback } from '../../lib/net.ts';
import { findCentre } from '../../service/centre/centre.ts';
import { hasCentre } from '../../service/centre/first.ts';
import { readSitesFile } from '../../service/sites/file.ts';
import { notPlaygrounds } from '../config/centre.ts';
import { openBySecret } from '../open-address.ts';
import type { ChatOptions, RunningChat } from './running-chat.ts';

/** @throws Error with a sentence, where the database has a school: it would be shown to nobody, and its people told to the sample sites */
export async function openPlayground({ app, bot, config, log, dataDir, mails }: ChatOptions): Promise<RunningChat> {
  if (await hasCentre(app)) throw new Error(notPlaygrounds);
  await makeSampleCentre(app.db, app.clock());
  const { router, guard, ownPagesOnly, opens } = openBySecret(app, dataDir, { what: 'playground', leadsTo: '' });
  // What PUBLIC_URL names may be somewhere else; its sites are on this machine alone.
  const origin = isLoopback(app.publicUrl) ? new URL(app.publicUrl).origin : `http://localhost:${config.port}`;
  const centre = await findCentre(app.db, sampleNumber);
  // With what signs people in from the other side: of no use beside a real chat.
  const { openSampleSites } = await import('../sample-sites.ts');
  const sites = centre && openSampleSites({ app, centre, log, dataDir, guard, origin });
  const room = playground({
    bot,
    people: [...cast],
    workspace: playgroundWorkspace,
    centreName: sampleName,
    timeZone: async () => (await findCentre(app.db, sampleNumber))?.timeZone ?? 'UTC',
    mails: mails ?? { list: () => [], onChange: () => () => {} },
    ...(sites && { sites: `${origin}/sites` }),
    historyFile: join(dataDir, 'playground.jsonl'),
    clock: app.clock,
  });
  return {
    chat: room.chat,
    doors: [],
    // The playground takes every address that is left.
    routers: [router, ...(sites ? [sites.router] : []), guard, ownPagesOnly, room.router],
    checks: {},
    ready: '',
    opens,
    begin: async () => {
      // What SITES_FILE says of a site holds: connected here and there by turns, it would be filled anew at each start.
      const named = config.sitesFile ? await readSitesFile(config.sitesFile) : {};
      await sites?.connect(Object.keys(named[sampleNumber] ?? {}));
    },
    close: async () => {
      room.close();
      sites?.close();
    },
    settled: async () => {},
  };
}
