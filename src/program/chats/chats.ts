import { mailbox } from '../../../adapters/pages/mailbox.ts';
import type { Chat } from '../../bot/inbound.ts';
import { playgroundSide } from './playground.ts';
import type { ChatSide, SideOptions } from './running-chat.ts';
import { slackSide } from './slack.ts';
import { teamsSide } from './teams.ts';

/** All that people talk through, as one. */
export type ChatSides = Omit<ChatSide, 'chat'> & { chats: Chat[] };

/** Slack and Teams, as their keys are given; without any, the playground. @throws Error with a sentence that says what to do */
export async function openChatSides(options: SideOptions): Promise<ChatSides> {
  const { app, config, log, mails } = options;
  const sides = [
    ...(config.slack ? [await slackSide(options, config.slack)] : []),
    ...(config.teams ? [await teamsSide(options, config.teams)] : []),
  ];
  if (sides.length === 0) return joined([await playgroundSide(options)]);
  const all = joined(sides);
  if (!mails) return all;
  log.warn(
    `Without SMTP_URL mails reach nobody: they are kept, and shown on this machine at ${app.publicUrl}/mailbox.`,
  );
  return { ...all, routers: [...all.routers, mailbox(mails)] };
}

function joined(sides: ChatSide[]): ChatSides {
  const each = async (run: (side: ChatSide) => Promise<void>) => void (await Promise.all(sides.map(run)));
  return {
    chats: sides.map((s) => s.chat),
    routers: sides.flatMap((s) => s.routers),
    checks: Object.assign({}, ...sides.map((s) => s.checks)),
    ready: sides.map((s) => s.ready).join(' '),
    begin: () => each((s) => s.begin()),
    close: () => each((s) => s.close()),
    settled: (withinMs) => each((s) => s.settled(withinMs)),
  };
}
