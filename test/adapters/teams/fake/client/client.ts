import { isObject } from '../../../../../src/lib/json.ts';
import { invokeFrom } from '../activity.ts';
import type { Deliver } from '../deliver.ts';
import { slot } from '../files.ts';
import { installIn } from '../installs.ts';
import { botIsIn, direct } from '../places.ts';
import { typedActivity } from '../typed.ts';
import type { Delivery, Json, Message, MessageView } from '../types.ts';
import { conversationOf, partsOf, personOf, type World } from '../world.ts';
import { answers, unreachable } from './answers.ts';
import { dialogs } from './dialogs.ts';
import type { FakeClient } from './fake-client.ts';
import { messagePayload } from './payload.ts';
import { presses, unsent } from './press.ts';
import { looker, messagesSeen, type OpenDialog } from './seen.ts';

export function client(world: World, deliver: Deliver, personId: string): FakeClient {
  const person = personOf(world, personId);
  const screen: { toast: string[]; dialog: OpenDialog | undefined } = { toast: [], dialog: undefined };
  const answered = answers(world, personId, screen);
  const pressing = presses(world, deliver, personId, screen, answered);
  const dialog = dialogs(world, deliver, personId, screen, answered);

  const look = looker(world, personId);
  const sees = (conversationId: string) => messagesSeen(world, personId, conversationId).map(look);

  return {
    toast: screen.toast,
    sees,
    last(conversationId) {
      const newest = sees(conversationId).at(-1);
      if (!newest) throw new Error('Nothing has been said there');
      return newest;
    },
    async type(text, conversationId, how = {}) {
      const conversation = conversationOf(world, conversationId);
      if (!conversation.members.includes(personId)) throw new Error(`${person.name} is not in ${conversationId}`);
      const activity = typedActivity(world, personId, conversationId, text, how);
      if (!how.slash) world.messages.push(written(personId, conversation.id, activity));
      const named = (activity.entities as Json[]).some(
        ({ mentioned }) => isObject(mentioned) && mentioned.id === world.botId,
      );
      if (!botIsIn(world, conversation)) return unsent('the bot is not there', activity);
      if (conversation.kind !== 'personal' && !named && !how.slash)
        return unsent('the bot was not mentioned', activity);
      return deliver(activity);
    },
    async look(conversationId) {
      const { members } = conversationOf(world, conversationId);
      const deliveries: Delivery[] = [];
      for (const message of sees(conversationId)) {
        const action = pressing.refreshes(message.card, person.userId, members.length);
        if (action) deliveries.push(await pressing.execute(message, action, 'automatic'));
      }
      return deliveries;
    },
    press: (where, label, { values, nth } = {}) =>
      where.kind === 'dialog' ? filledPress(label, values, nth) : pressing.press(where, label, values, nth),
    async pressData(message, data, kind, verb = 'staffroom') {
      if (kind === 'submit') return pressing.submit(message, data);
      if (kind === 'fetch') return pressing.fetch(message, data);
      return pressing.execute(message, { verb, data }, 'manual');
    },
    submitData(data, conversationId, commandId) {
      const extension = commandId ? { commandId, commandContext: 'compose' } : undefined;
      return dialog.send(data, { conversationId, extension });
    },
    dialog: dialog.dialog,
    fill: dialog.fill,
    submit: (label) => dialog.press(label),
    closeDialog: dialog.close,
    suggest: dialog.suggest,
    action(commandId, { context, conversationId, message }) {
      const stored = message && world.messages.find(({ id }) => id === message.id);
      const at = conversationId ?? message?.conversationId ?? direct(world, personId).id;
      return dialog.action(commandId, at, context, stored && messagePayload(world, stored));
    },
    consent,
    files: () =>
      [...world.uploads.values()]
        .filter((each) => each.done && each.personId === personId)
        .map(({ name, parts }) => ({ name, content: Buffer.concat(parts).toString() })),
    install: () => installIn(world, deliver, direct(world, personId).id, personId),
    redeliver: ({ activity }) => deliver(activity),
  };

  function filledPress(label: string, values: Record<string, string> = {}, nth = 0): Promise<Delivery> {
    dialog.fill(values);
    return dialog.press(label, nth);
  }

  async function consent({ id, conversationId, attachments }: MessageView, accept: boolean): Promise<Delivery> {
    const card = attachments.find(({ contentType }) => String(contentType).endsWith('.card.file.consent'));
    const content = isObject(card?.content) ? card.content : undefined;
    if (!card || !content) throw new Error('This message offers no file');
    const uploadInfo = slot(world, personId, String(card.name), Number(content.sizeInBytes));
    const value = accept
      ? { type: 'fileUpload', action: 'accept', context: content.acceptContext, uploadInfo }
      : { type: 'fileUpload', action: 'decline', context: content.declineContext ?? content.acceptContext };
    const delivery = await deliver(invokeFrom(world, personId, conversationId, 'fileConsent/invoke', value, id));
    if (delivery.problem) screen.toast.push(unreachable);
    return delivery;
  }
}

function written(from: string, conversation: string, activity: ReturnType<typeof typedActivity>): Message {
  const { thread } = partsOf(activity.conversation.id);
  return {
    id: activity.id,
    conversation,
    ...(thread ? { thread } : {}),
    from,
    activity,
    edited: false,
    deleted: false,
    views: new Map(),
  };
}
