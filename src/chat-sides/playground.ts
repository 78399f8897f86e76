import { join } from 'node:path';
import { playground } from '../../adapters/playground/server.ts';
import { cast, makeSampleCentre, playgroundWorkspace, sampleName } from '../../db/sample-centre.ts';
import type { ChatSide, SideOptions } from './side.ts';

export async function playgroundSide({ app, bot, dataDir, mails }: SideOptions): Promise<ChatSide> {
  await makeSampleCentre(app.db, app.clock());
  const room = playground({
    bot,
    people: [...cast],
    workspace: playgroundWorkspace,
    centreName: sampleName,
    mails: mails ?? { list: () => [], onChange: () => () => {} },
    historyFile: join(dataDir, 'playground.jsonl'),
    clock: app.clock,
  });
  return {
    chat: room.chat,
    routers: [room.router],
    checks: {},
    ready: `The playground is at ${app.publicUrl}`,
    begin: async () => {},
    close: async () => room.close(),
    settled: async () => {},
  };
}
