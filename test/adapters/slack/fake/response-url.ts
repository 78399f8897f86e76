import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject } from '../../../../src/lib/json.ts';
import { answer, bodyOf } from './http.ts';
import { limits } from './limits.ts';
import { change, contentOf, findMessage, post, remove } from './messages.ts';
import { breach, inOneLine, SlackError } from './slack-error.ts';
import type { Json, ResponseUrl } from './types.ts';
import type { World } from './world.ts';

const known = ['response_type', 'replace_original', 'delete_original', 'text', 'blocks', 'thread_ts', 'attachments'];

/** A POST to a `response_url`: good five times within half an hour, also where the bot is no member. */
export async function respond(world: World, req: IncomingMessage, res: ServerResponse, path: string): Promise<void> {
  const target = world.responseUrls.get(path);
  const at = world.now();
  if (!target) return answer(res, 404, { ok: false, error: 'no_such_url' });
  const args = jsonOf(await bodyOf(req));
  const log = (status: number, error?: string) => world.calls.push({ method: 'response_url', args, at, status, error });
  try {
    if (at - target.issued > limits.responseUrlMs) throw new SlackError('expired_url');
    if (target.uses >= limits.responseUrlUses) throw new SlackError('used_url');
    target.uses += 1;
    apply(world, target, args, 'response_url');
    log(200);
    answer(res, 200, 'ok');
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    if (error.violation) world.violations.push(inOneLine('response_url', error));
    const status = error.violation ? 400 : 404;
    log(status, error.error);
    answer(res, status, { ok: false, error: error.error, ...error.more });
  }
}

function jsonOf(body: Buffer): Json {
  try {
    const json: unknown = JSON.parse(body.toString());
    return isObject(json) ? json : {};
  } catch {
    return {};
  }
}

/**
 * Shows what a `response_url` or a command's ack was given: to the one person unless it says `in_channel`.
 * @throws SlackError as Slack would refuse it
 */
export function apply(world: World, target: ResponseUrl, args: Json, from: string): void {
  for (const name of Object.keys(args)) {
    if (!known.includes(name)) world.violations.push(`${from}: unknown property ${name}`);
  }
  const source = target.messageTs ? findMessage(world, target.channel, target.messageTs) : undefined;
  if (args.delete_original === true) {
    if (!source) throw new SlackError('message_not_found');
    remove(world, source);
    return;
  }
  const content = contentOf(world, from, args);
  if (content.text === '' && content.blocks.length === 0) throw breach('no_text');
  if (args.replace_original === true && target.messageTs) {
    if (!source) throw new SlackError('message_not_found');
    change(source, content);
    return;
  }
  const publicly = args.response_type === 'in_channel';
  post(world, target.channel, content, {
    ephemeralTo: publicly ? undefined : target.personId,
    threadTs: args.thread_ts as string | undefined,
  });
}
