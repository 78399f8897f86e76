import { teams as say } from '../../../src/ui/sentences/chat.ts';
import type { Incoming } from '../connect/incoming.ts';
import { channelPeer, type Memory, type Peer, tenantPeer } from '../connect/references.ts';
import type { AdapterContext } from '../context.ts';
import { type Interaction, peerOf } from '../read/interaction.ts';
import { line } from '../render/messages.ts';
import { handle } from './handle.ts';

/** Remembers how whoever did this, and the place where they did it, are reached later. */
export async function remember(memory: Memory, interaction: Interaction): Promise<void> {
  const { tenant, serviceUrl, kind, conversation, user, person, team, channelName: name, channelKind } = interaction;
  if (!person || interaction.isForeign) return;
  const peer: Peer =
    kind === 'personal'
      ? { serviceUrl, conversation, user }
      : { serviceUrl, ...(team && { team }), ...(name && { name }), ...(channelKind && { kind: channelKind }) };
  await Promise.all([memory.note(tenant, tenantPeer, { serviceUrl }), memory.note(tenant, peerOf(interaction), peer)]);
}

/** The app was added, for a person or a team, or taken away. */
export async function installed(ctx: AdapterContext, interaction: Interaction, { action }: Incoming): Promise<void> {
  if (action === 'remove' || action === 'remove-upgrade') {
    return ctx.memory.forget(interaction.tenant, peerOf(interaction));
  }
  if (action !== 'add') return;
  if (interaction.kind === 'personal') return handle(ctx, interaction, { event: { type: 'text', text: 'help' } });
  if (!(await ctx.bot.isFirst(`teams:${interaction.id}`))) return;
  await ctx.apiAt(interaction.serviceUrl).send(interaction.conversation, line(say.hello));
}

/** A team has changed: what was known of it may not be so any more. */
export async function changed(
  ctx: AdapterContext,
  interaction: Interaction,
  { channelData, membersRemoved }: Incoming,
): Promise<void> {
  for (const member of Array.isArray(membersRemoved) ? membersRemoved : []) {
    if (typeof member?.aadObjectId === 'string') ctx.people.forget(member.aadObjectId);
    if (typeof member?.id === 'string') ctx.people.forget(member.id);
  }
  const channel = channelData?.channel?.id;
  if (channelData?.eventType === 'channelDeleted' && typeof channel === 'string') {
    await ctx.memory.forget(interaction.tenant, channelPeer(channel));
  }
}
