import type { Person } from '../../service/people/person.ts';
import type { Holding } from '../../service/progression/holdings.ts';
import { previewTransfer } from '../../service/progression/transfer.ts';
import type { TransferNotice } from '../../service/progression/transfers.ts';
import { previewUndo } from '../../service/progression/undo-transfer.ts';
import type { Card, Fact } from '../../ui/card.ts';
import { dataSiteNames } from '../../ui/sentences/names.ts';
import { holdings as held, transfer as say, transferNotice } from '../../ui/sentences/progression.ts';
import type { DataSite } from '../../words/sites.ts';
import { buttonForAll, labelOf } from '../buttons.ts';
import type { Call, Plan, Registry } from '../command.ts';
import { type Common, choice, toggle } from '../inputs.ts';
import { namesOf } from '../people/names.ts';

/** How a transfer is narrowed, and whether it gives access. */
export const transferInputs = (o: Pick<Common, 'line' | 'asksIf'> = {}) => ({
  site: choice({
    label: 'Site',
    hint: 'Left empty: all that you may transfer on.',
    options: dataSiteNames,
    line: 'word',
    ledBy: ['on', 'of', 'for', 'at', 'in', 'the'],
    ...o,
  }),
  grant: toggle({ label: 'Give access to the sites, where it is missing', ...o }),
});

/** What goes, a line for each site. */
export const factsOf = (holdings: Holding[]): Fact[] => holdings.map((h) => ({ label: say.what, value: held.on(h) }));

export async function transferPlan(
  call: Call,
  input: { from: Person; to: Person; site?: DataSite; grant?: boolean },
): Promise<Plan> {
  const { site, grant } = input;
  const { from, to, holdings, granted, sameNames } = await previewTransfer(call.ctx, {
    from: input.from.id,
    to: input.to.id,
    site,
    grant,
  });
  return {
    card: {
      title: say.ask(namesOf(from), namesOf(to)),
      facts: factsOf(holdings),
      text: [
        ...(from.id === call.ctx.actor.id ? [say.own] : []),
        ...(to.id === call.ctx.actor.id ? [say.toOneself] : []),
        say.follows(namesOf(from), namesOf(to)),
        ...(sameNames.length > 0 ? [say.apart(namesOf(to), sameNames)] : []),
        ...(granted.length > 0 ? [say.grants(namesOf(to), granted)] : []),
      ],
    },
    basis: { from: [from.id, from.status], to: [to.id, to.status], holdings: holdings.map((h) => ({ ...h })), granted },
    yes: labelOf(call.registry, 'transfer'),
  };
}

/** What was agreed to, as the plan's basis carries it. */
export function agreedHoldings(call: Call): Holding[] {
  const { holdings } = (call.agreed ?? {}) as { holdings?: Holding[] };
  return holdings ?? [];
}

export async function undoPlan(call: Call, id: string): Promise<Plan> {
  const { from, to, holdings } = await previewUndo(call.ctx, { id });
  return {
    card: { title: say.askUndo(namesOf(from), namesOf(to)), facts: factsOf(holdings), text: [say.followsUndo] },
    basis: { id, from: from.status, to: to.status },
    yes: say.yesUndo,
  };
}

/** What one of the two in a transfer reads. */
export function transferredCard(registry: Registry, { received, other, counts }: TransferNotice, userId: string): Card {
  return {
    title: received ? transferNotice.received(other) : transferNotice.handedOver(other),
    facts: factsOf(counts),
    text: [received ? transferNotice.followsReceived : transferNotice.followsHandedOver],
    ...(received && { buttons: [buttonForAll(registry, 'groups', { input: { person: `id:${userId}` } })] }),
  };
}
