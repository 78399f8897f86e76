import { checkBlocks, tooMuchText } from './check.ts';
import { limits } from './limits.ts';
import { normalised } from './normalise.ts';
import { asksForPings, pingsIn } from './pings.ts';
import { breach } from './slack-error.ts';
import type { Block, Json, Message } from './types.ts';
import { channelOf, teamOf, type World } from './world.ts';

export interface Content {
  text: string;
  blocks: Block[];
}

/**
 * Reads and checks what a message is to say, from wherever it comes: a method, an ack, a response_url.
 * @param limit the length of `text` from which on it is refused rather than cut
 * @throws SlackError as Slack would refuse it
 */
export function contentOf(world: World, from: string, args: Json, limit?: number): Content {
  const text = args.text === undefined || args.text === null ? '' : args.text;
  if (typeof text !== 'string') throw breach('invalid_arguments', ['[ERROR] must be a string [json-pointer:/text]']);
  const blocks = parsedBlocks(args.blocks);
  const complaints = checkBlocks(blocks, 'message');
  if (complaints.length > 0) throw breach('invalid_blocks', complaints);
  if (tooMuchText(blocks)) throw breach('msg_blocks_too_long');
  if (limit !== undefined && text.length > limit) throw breach('msg_too_long');
  if (text.length > limits.messageText) {
    world.violations.push(`${from}: text of ${text.length} characters is cut at ${limits.messageText}`);
  }
  for (const ping of [...pingsIn(text, 'text'), ...pingsIn(blocks), ...asksForPings(args)]) {
    world.violations.push(`${from}: would ping: ${ping}`);
  }
  return { text: text.slice(0, limits.messageText), blocks: normalised(blocks) };
}

function parsedBlocks(value: unknown): Block[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'string') return value as Block[];
  try {
    return JSON.parse(value);
  } catch {
    throw breach('invalid_blocks_format');
  }
}

/** Puts a message of the app's into a channel, or before one person there. */
export function post(
  world: World,
  channel: string,
  content: Content,
  more: Partial<Pick<Message, 'ephemeralTo' | 'threadTs' | 'metadata' | 'files'>> = {},
): Message {
  const { bot } = teamOf(world, channelOf(world, channel).teamId);
  const { files = [], ...rest } = more;
  if (more.threadTs && !isThread(world, channel, more.threadTs, more.ephemeralTo !== undefined)) delete rest.threadTs;
  const message: Message = { channel, ts: world.ts(), user: bot.userId, botId: bot.botId, files, ...content, ...rest };
  world.messages.push(message);
  return message;
}

/**
 * A thread is named by the message it begins with; where that is gone what is said stands in the channel. What is for one person
 * is shown in one that has replies already, else nowhere.
 */
function isThread(world: World, channel: string, ts: string, ephemeral: boolean): boolean {
  const parent = findMessage(world, channel, ts);
  if (!parent) return false;
  if (parent.ephemeralTo || (parent.threadTs && parent.threadTs !== ts)) throw breach('invalid_thread_ts');
  const replies = world.messages.filter((each) => each.channel === channel && each.threadTs === ts && each.ts !== ts);
  if (ephemeral && replies.length === 0) world.violations.push(`${ts}: nobody sees this in a thread without replies`);
  return true;
}

export function findMessage(world: World, channel: string, ts: string): Message | undefined {
  return world.messages.find((each) => each.channel === channel && each.ts === ts);
}

export function change(message: Message, content: Content): void {
  // Slack marks as edited only what has no blocks.
  Object.assign(message, content, { edited: content.blocks.length === 0 });
}

export function remove(world: World, message: Message): void {
  world.messages.splice(world.messages.indexOf(message), 1);
}
