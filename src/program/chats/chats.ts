import { mailbox } from '../../../adapters/pages/mailbox.ts';
import type { Chat } from '../../bot/inbound.ts';
import type { Inbox } from '../../jobs/inbox.ts';
import { httpClient } from '../../lib/http-client.ts';
import { within } from '../../lib/timeout.ts';
import { openClockCheck } from '../clock-check.ts';
import { openBySecret } from '../open-address.ts';
import { openPlayground } from './playground.ts';
import type { ChatOptions, RunningChat } from './running-chat.ts';
import { makeSchool } from './school.ts';
import { openSlack } from './slack.ts';
import { openTeams } from './teams.ts';

/** All that people talk through, as one. */
export type Chats = Omit<RunningChat, 'chat' | 'own' | 'carryOut' | 'time'> & { chats: Chat[] };

/** Slack and Teams, as their keys are given; without any, the playground. @throws Error with a sentence that says what to do */
export async function openChats(options: ChatOptions): Promise<Chats> {
  const { app, config, log, dataDir, mails } = options;
  const sides = [
    ...(config.slack ? [await openSlack(options, config.slack)] : []),
    ...(config.teams ? [await openTeams(options, config.teams)] : []),
  ];
  if (sides.length === 0) return joined([await openPlayground(options)], options.inbox);
  // Known of all of them before anything is stored.
  await makeSchool(
    app,
    config,
    sides.flatMap((s) => s.own ?? []),
  );
  // Their addresses are from the settings, which may name servers that stand in for the platforms.
  const clock = openClockCheck({ http: httpClient({ home: true }), sources: sides.flatMap((s) => s.time ?? []), log });
  const all = onTime(joined(sides, options.inbox), clock);
  if (!mails) return all;
  const { router, guard, ownPagesOnly, opens } = openBySecret(app, dataDir, { what: 'mailbox', leadsTo: 'mailbox' });
  log.warn(`Without SMTP_URL mails reach nobody: they are kept, and shown at ${opens.url}.`);
  return { ...all, opens, routers: [...all.routers, router, mailbox(mails, [guard, ownPagesOnly])] };
}

function joined(sides: RunningChat[], inbox: Inbox): Chats {
  const each = async (run: (side: RunningChat) => Promise<void>) => void (await Promise.all(sides.map(run)));
  return {
    chats: sides.map((s) => s.chat),
    doors: sides.flatMap((s) => s.doors),
    routers: sides.flatMap((s) => s.routers),
    checks: Object.assign({}, ...sides.map((s) => s.checks)),
    ready: sides.map((s) => s.ready).join(' '),
    ...sides.map(({ opens }) => opens && { opens }).find(Boolean),
    async begin() {
      await each((s) => s.begin());
      inbox.begin(sides.flatMap(({ chat: { platform }, carryOut }) => (carryOut ? [{ platform, carryOut }] : [])));
    },
    async close() {
      inbox.stop();
      await each((s) => s.close());
    },
    async settled(withinMs) {
      await within(
        each((s) => s.settled(withinMs)).then(() => inbox.settled()),
        withinMs,
      );
    },
  };
}

/** The same, which also looks at the clock. */
function onTime(chats: Chats, clock: ReturnType<typeof openClockCheck>): Chats {
  return {
    ...chats,
    checks: { ...chats.checks, clock: clock.check },
    async begin() {
      clock.begin();
      await chats.begin();
    },
    async close() {
      clock.close();
      await chats.close();
    },
  };
}
