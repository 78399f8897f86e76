import { teams as say } from '../../../src/ui/sentences/chat.ts';
import type { Incoming } from '../connect/incoming.ts';
import { channelPeer, type Memory, type Peer, personPeer, tenantPeer } from '../connect/references.ts';
import type { AdapterContext } from '../context.ts';
import type { Interaction } from '../read/interaction.ts';
import { line } from '../render/messages.ts';
import { handle } from './handle.ts';

/** Remembers how whoever did this, and the place where they did it, are reached later. */
export async function remember(memory: Memory, interaction: Interaction): Promise<void> {
  const { tenant, serviceUrl, kind, conversation, user, person, channel, team, channelName, channelKind } = interaction;
  if (!person || interaction.isForeign) return;
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
export async function installed(ctx: AdapterContext, interaction: Interaction, { action }: Incoming): Promise<void> {
  const { tenant, kind, person, channel } = interaction;
  if (action === 'remove' || action === 'remove-upgrade') {
    return ctx.memory.forget(
      tenant,
      kind === 'personal' ? personPeer(person ?? interaction.user) : channelPeer(channel),
    );
  }
  if (action !== 'add') return;
  if (kind === 'personal') return handle(ctx, interaction, { event: { type: 'text', text: 'help' } });
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
