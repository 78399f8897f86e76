import type { TransferNotice } from '../../service/progression/transfer-notice.ts';
import type { Card } from '../../ui/card.ts';
import { holdings, transferNotice as say, transfer } from '../../ui/sentences/progression.ts';
import { buttonForAll } from '../buttons.ts';
import type { Registry } from '../command.ts';

/** What one of the two in a transfer reads. */
export function transferredCard(registry: Registry, { received, other, counts }: TransferNotice, userId: string): Card {
  return {
    title: received ? say.received(other) : say.handedOver(other),
    facts: counts.map((h) => ({ label: transfer.what, value: holdings.on(h) })),
    text: [received ? say.followsReceived : say.followsHandedOver],
    ...(received && { buttons: [buttonForAll(registry, 'groups', { input: { person: `id:${userId}` } })] }),
  };
}
