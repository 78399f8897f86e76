import type { FakeFileSeen, Message, MessageView, ShownView, StoredFile, View } from '../types.ts';
import { channelOf, type World } from '../world.ts';

function fileSeen(file: StoredFile): FakeFileSeen {
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    size: file.content.length,
    content: file.content.toString(),
  };
}

const isMember = (world: World, personId: string, channel: string) =>
  channelOf(world, channel).members.includes(personId);

/** What a person sees in a channel: all that is for everyone there, and what is for them alone. */
export function messagesSeen(world: World, personId: string, channel: string): Message[] {
  return world.messages.filter(
    (each) =>
      each.channel === channel &&
      // An answer to a command or a press reaches the one who asked, a member or not.
      (each.ephemeralTo === personId || (each.ephemeralTo === undefined && isMember(world, personId, channel))),
  );
}

/** Looks at messages; one that has not changed since is the same view. */
export function looker(world: World): (message: Message) => MessageView {
  const seen = new WeakMap<Message, { parts: unknown[]; view: MessageView }>();
  return (message) => {
    const { text, blocks, edited, files } = message;
    const stored = files.map((id) => world.files.get(id));
    const parts = [text, blocks, edited, ...stored, ...stored.map((file) => file?.content)];
    const before = seen.get(message);
    if (before?.parts.length === parts.length && parts.every((part, i) => part === before.parts[i])) return before.view;
    const view = messageView(world, message);
    seen.set(message, { parts, view });
    return view;
  };
}

function messageView(world: World, message: Message): MessageView {
  const { channel, ts, text, blocks, user, threadTs: thread, edited = false } = message;
  const files = message.files.flatMap((id) => world.files.get(id) ?? []).map(fileSeen);
  const ephemeral = message.ephemeralTo !== undefined;
  return structuredClone({ kind: 'message', channel, ts, text, blocks, user, thread, ephemeral, edited, files });
}

export function shownView(view: View, depth: number): ShownView {
  return structuredClone({
    kind: 'view',
    id: view.id,
    type: view.type,
    title: view.title?.text ?? '',
    submit: view.submit?.text,
    callbackId: view.callback_id,
    privateMetadata: view.private_metadata,
    blocks: view.blocks,
    values: view.state.values,
    depth,
  });
}
