import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { playground } from '../../../adapters/playground/playground.ts';
import { cast, playgroundWorkspace, sampleName } from '../../../db/sample/centre.ts';
import { talking } from '../../bot/talk.ts';
import { testDatabase } from '../../kit/database.ts';
import { listen } from '../../kit/listen.ts';
import type { ContractChat, Person } from './chat.ts';
import { withoutRights } from './people.ts';
import { openBrowser } from './playground-person.ts';

/** The playground on a real port, driven by what its page sends and the stream that its page reads. */
export async function playgroundChat(): Promise<ContractChat> {
  const database = await testDatabase();
  const app = database.app();
  const { bot, bugs } = await talking(app);
  const folder = mkdtempSync(join(tmpdir(), 'contract-'));
  const bells = new Set<() => void>();
  let rung = 0;
  const others = withoutRights.filter(({ key }) => key !== 'stranger').map((p) => ({ ...p, about: '' }));
  const room = playground({
    bot,
    people: [...cast, ...others],
    workspace: playgroundWorkspace,
    centreName: sampleName,
    timeZone: async () => 'Asia/Kolkata',
    mails: {
      list: () => [{ id: String(rung), to: '', from: '', subject: '', text: '', html: '', at: app.clock() }],
      onChange: (bell) => {
        bells.add(bell);
        return () => bells.delete(bell);
      },
    },
    historyFile: join(folder, 'history.jsonl'),
    clock: app.clock,
  });
  const server = await listen(express().use('/playground', room.router));
  const url = `http://localhost:${server.port}/playground`;
  const ring = () => {
    rung += 1;
    for (const bell of bells) bell();
    return rung;
  };
  const keys = [...cast, ...others].map(({ key }) => key);
  const people = new Map<string, Person>(
    await Promise.all(keys.map(async (key) => [key, await openBrowser(url, key, ring)] as const)),
  );

  return {
    app,
    database,
    chat: room.chat,
    channel: { workspace: playgroundWorkspace, channel: 'approvals' },
    as(who) {
      const person = people.get(who);
      if (!person) throw new Error(`nobody is ${who}`);
      return person;
    },
    unauthorised: withoutRights.map(({ key }) => key),
    broken: () => bugs.splice(0),
    async close() {
      room.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
      await database.close();
    },
  };
}
