import { randomUUID } from 'node:crypto';
import { isObject } from '../../../../../src/lib/json.ts';
import type { Deliver } from '../deliver.ts';
import { fileJson, uploadedBy } from '../files.ts';
import { commandPayload } from '../payloads/command.ts';
import { homeOf } from '../payloads/common.ts';
import { eventPayload } from '../payloads/event.ts';
import { shortcutPayload } from '../payloads/interactive.ts';
import { apply } from '../response-url.ts';
import { inOneLine, SlackError } from '../slack-error.ts';
import type { Delivery, Json, Message } from '../types.ts';
import { direct } from '../workspaces.ts';
import { channelOf, personOf, teamOf, type World } from '../world.ts';
import { acts } from './acts.ts';
import type { FakeClient } from './fake-client.ts';
import { byIds, byLabel } from './find.ts';
import { modals } from './modal.ts';
import { looker, messagesSeen, shownView } from './seen.ts';
import { asSlackSends } from './typed.ts';

export function client(world: World, deliver: Deliver, personId: string): FakeClient {
  const person = personOf(world, personId);
  const problems: string[] = [];
  const failed = (delivery: Delivery) => {
    if (delivery.problem) problems.push(delivery.problem);
    return delivery;
  };
  const acting = acts(world, deliver, personId, failed);
  const modal = modals(world, deliver, personId, acting, failed);
  const event = async (teamId: string, values: Json) => {
    const named = person.stranger || person.ofEnterprise ? homeOf(world, person) : teamId;
    return failed(await deliver('event', eventPayload(world, teamId, values, named)));
  };

  const look = looker(world);
  const seen = (channel: string) => messagesSeen(world, personId, channel).map(look);

  return {
    async command(typed, channelId) {
      const channel = channelOf(world, channelId);
      const [, command = '/staff', rest = ''] = /^(\/\S+)?\s*([\s\S]*)$/.exec(typed) ?? [];
      const payload = commandPayload(world, person, channel, command, asSlackSends(world, rest, true).trim());
      // People of another organisation have no commands of this workspace.
      if (person.stranger) return failed({ ...nothing('command', payload), problem: 'invalid_command' });
      const delivery = failed(await deliver('command', payload));
      return delivery.problem ? delivery : answered(world, delivery, failed);
    },
    async message(typed, files = [], thread) {
      if (person.stranger) return failed({ ...nothing('event', {}), problem: 'channel_not_found' });
      const channel = direct(world, personId);
      const stored = files.map((each) => uploadedBy(world, personId, channel.teamId, each));
      for (const file of stored) file.channels.push(channel.id);
      const message: Message = {
        channel: channel.id,
        ts: world.ts(),
        text: asSlackSends(world, typed, false),
        blocks: [],
        user: personId,
        files: stored.map((each) => each.id),
        threadTs: thread,
      };
      world.messages.push(message);
      return event(channel.teamId, {
        type: 'message',
        ...(stored.length > 0 && { subtype: 'file_share', files: stored.map((each) => fileJson(world, each)) }),
        channel: channel.id,
        channel_type: 'im',
        user: personId,
        text: message.text,
        ts: message.ts,
        event_ts: message.ts,
        team: person.teamId,
        client_msg_id: randomUUID(),
        ...(thread && { thread_ts: thread, parent_user_id: teamOf(world, channel.teamId).bot.userId }),
      });
    },
    async mention(typed, channelId, thread) {
      const channel = channelOf(world, channelId);
      // Slack offers to add it to a channel that it is not in, and tells it nothing.
      if (!channel.botIn) return failed({ ...nothing('event', {}), problem: 'not_in_channel' });
      const { bot } = teamOf(world, channel.teamId);
      const text = asSlackSends(world, typed, false).replace('@Staffroom', `<@${bot.userId}>`);
      const ts = world.ts();
      world.messages.push({ channel: channelId, ts, text, blocks: [], user: personId, files: [], threadTs: thread });
      return event(channel.teamId, {
        type: 'app_mention',
        user: personId,
        ts,
        client_msg_id: randomUUID(),
        text,
        team: person.teamId,
        ...(person.stranger && { user_team: person.teamId, source_team: person.teamId }),
        ...(thread && { thread_ts: thread, parent_user_id: bot.userId }),
        channel: channelId,
        event_ts: ts,
      });
    },
    openHome() {
      const view = world.homes.get(personId);
      return event(person.teamId, {
        type: 'app_home_opened',
        user: personId,
        channel: direct(world, personId).id,
        event_ts: world.ts(),
        tab: 'home',
        ...(view && { view: structuredClone(view) }),
      });
    },
    press: async (where, label) => acting.press(where, byLabel(where.blocks, label)),
    pressAction: async (where, ids) => acting.press(where, byIds(where.blocks, ids)),
    forge: acting.forge,
    modal: modal.modal,
    fill: (values) => modal.fill(values),
    tick: modal.tick,
    submit: modal.submit,
    closeModal: modal.closeModal,
    async suggest(field, words, where = modal.modal()) {
      if (!where) throw new Error('No modal is open');
      return acting.suggest(where, field, words);
    },
    async shortcut(callbackId, message) {
      const stored =
        message && world.messages.find(({ ts, channel }) => ts === message.ts && channel === message.channel);
      return failed(await deliver('interactive', shortcutPayload(world, person, callbackId, stored)));
    },
    home() {
      const view = world.homes.get(personId);
      return view && shownView(view, 0);
    },
    sees: seen,
    files: (channel) => seen(channel).flatMap((each) => each.files),
    download({ id }) {
      const file = world.files.get(id);
      const sees = file?.channels.some((channel) =>
        seen(channel).some((each) => each.files.some((one) => one.id === id)),
      );
      if (!file || !sees) throw new Error('file_not_found');
      return file.content;
    },
    errors: () => problems,
    modalErrors: modal.modalErrors,
    async redeliver(delivery, retry = { retryNum: 1, retryReason: 'http_timeout' }) {
      const again = failed(await deliver(delivery.kind, delivery.payload, retry));
      return again.kind === 'command' ? answered(world, again, failed) : again;
    },
  };
}

const nothing = (kind: Delivery['kind'], payload: Json): Delivery => ({
  sent: false,
  kind,
  payload,
  status: 0,
  body: undefined,
  ms: 0,
});

/** What an answer that comes with the ack can say; it replaces nothing, and is in no thread. */
const inAck = ['response_type', 'text', 'blocks', 'attachments'];

/** Shows what the ack of a command says. */
function answered(world: World, delivery: Delivery, failed: (delivery: Delivery) => Delivery): Delivery {
  const { body, payload } = delivery;
  if (body === undefined || body === '') return delivery;
  world.calls.push({ method: 'command ack', args: isObject(body) ? body : {}, at: world.now(), status: 200 });
  for (const name of Object.keys(isObject(body) ? body : {})) {
    if (!inAck.includes(name)) world.violations.push(`command ack: unknown property ${name}`);
  }
  const target = world.responseUrls.get(new URL(String(payload.response_url)).pathname);
  if (!target) throw new Error('a command without a response_url');
  try {
    apply(world, target, isObject(body) ? body : { text: String(body) }, 'command ack');
    return delivery;
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    world.violations.push(inOneLine('command ack', error));
    return failed({ ...delivery, problem: 'dispatch_failed' });
  }
}
