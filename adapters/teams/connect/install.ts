import { teams as words } from '../../../src/ui/sentences/chat.ts';
import type { Incoming } from '../read/incoming.ts';
import type { Deed } from '../read/interaction.ts';
import type { Desk } from '../talk/adapter-context.ts';
import { handle } from '../talk/handle.ts';
import { line } from '../talk/messages.ts';
import { channelPeer, type Memory, type Peer, personPeer, tenantPeer } from './references.ts';

/** Remembers how whoever did this, and the place where they did it, are reached later. */
export async function remember(memory: Memory, deed: Deed): Promise<void> {
  const { tenant, serviceUrl, kind, conversation, user, person, channel, team, channelName, channelKind } = deed;
  if (!person || deed.isForeign) return;
  const notes: [string, Peer][] = [[tenantPeer, { serviceUrl }]];
  if (kind === 'personal') notes.push([personPeer(person), { serviceUrl, conversation, user }]);
  else {
    const name = channelName && { name: channelName };
    notes.push([
      channelPeer(channel),
      { serviceUrl, ...(team && { team }), ...name, ...(channelKind && { kind: channelKind }) },
    ]);
  }
  await Promise.all(notes.map(([peer, content]) => memory.note(tenant, peer, content)));
}

/** The app was added, for a person or a team, or taken away. */
export async function installed(desk: Desk, deed: Deed, { action }: Incoming): Promise<void> {
  const { tenant, kind, person, channel } = deed;
  if (action === 'remove' || action === 'remove-upgrade') {
    return desk.memory.forget(tenant, kind === 'personal' ? personPeer(person ?? deed.user) : channelPeer(channel));
  }
  if (action !== 'add') return;
  if (kind === 'personal') return handle(desk, deed, { event: { type: 'text', text: 'help' } });
  if (!(await desk.bot.isFirst(`teams:${deed.id}`))) return;
  await desk.apiAt(deed.serviceUrl).send(deed.conversation, line(words.hello));
}

/** A team has changed: what was known of it may not be so any more. */
export async function changed(desk: Desk, deed: Deed, { channelData, membersRemoved }: Incoming): Promise<void> {
  for (const member of Array.isArray(membersRemoved) ? membersRemoved : []) {
    if (typeof member?.aadObjectId === 'string') desk.who.forget(member.aadObjectId);
    if (typeof member?.id === 'string') desk.who.forget(member.id);
  }
  const channel = channelData?.channel?.id;
  if (channelData?.eventType === 'channelDeleted' && typeof channel === 'string') {
    await desk.memory.forget(deed.tenant, channelPeer(channel));
  }
}
