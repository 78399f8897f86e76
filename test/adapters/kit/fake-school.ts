import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { playground } from '../../../adapters/playground/playground.ts';
import type { CaughtMail } from '../../../src/ui/caught-mail.ts';
import { listen } from '../../kit/listen.ts';
import { fakeBot } from './fake-bot.ts';

const people = [
  { key: 'amina', name: 'Amina Rahman', email: 'amina@riverside.example', about: 'Coordinator' },
  { key: 'priya', name: 'Priya Nair', email: 'priya@riverside.example', about: 'Admin' },
  { key: 'ben', name: 'Ben Okafor', email: 'ben.okafor@riverside.example', about: 'Teacher' },
  { key: 'stranger', name: 'Sam Visitor', email: 'sam@elsewhere.example', about: 'Not known at the school' },
];

/** A playground with a small bot behind it, on a real port. */
export async function fakeSchool(file?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'playground-'));
  const historyFile = file ?? join(folder, 'history.jsonl');
  const bot = fakeBot();
  const mails: CaughtMail[] = [];
  const watchers = new Set<() => void>();
  const play = playground({
    bot,
    people,
    workspace: 'riverside',
    centreName: 'Riverside International School',
    timeZone: async () => 'Asia/Kolkata',
    mails: {
      list: () => mails,
      onChange: (callback) => {
        watchers.add(callback);
        return () => watchers.delete(callback);
      },
    },
    historyFile,
    clock: () => new Date(),
  });
  const app = express();
  let starting = 0;
  app.use((_req, res, next) => {
    if (starting <= 0) return next();
    starting -= 1;
    res.sendStatus(503);
  });
  app.use('/playground', play.router);
  const server = await listen(app);
  const { port } = server;
  return {
    ...play,
    bot,
    historyFile,
    origin: `http://localhost:${port}`,
    port,
    mail(mail: CaughtMail) {
      mails.push(mail);
      for (const each of watchers) each();
    },
    /** Answers the next so many requests as a server does that is not up yet. */
    startingFor(requests: number) {
      starting = requests;
    },
    async stop() {
      play.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
