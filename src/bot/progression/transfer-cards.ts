import type { Person } from '../../service/people/person.ts';
import { type Holding, sumOf } from '../../service/progression/holdings.ts';
import { previewTransfer, previewTransfers } from '../../service/progression/transfer.ts';
import type { TransferNotice } from '../../service/progression/transfers.ts';
import { previewUndo } from '../../service/progression/undo-transfer.ts';
import type { Card, Fact } from '../../ui/card.ts';
import { dataSiteNames } from '../../ui/sentences/names.ts';
import {
  holdings as held,
  held as heldInAll,
  transfer as say,
  transferNotice,
} from '../../ui/sentences/progression.ts';
import type { DataSite } from '../../words/sites.ts';
import { buttonForAll, labelOf } from '../buttons.ts';
import type { Call, Plan, Registry } from '../command.ts';
import { type Common, choice, toggle } from '../inputs.ts';
import { planForEach } from '../people/many.ts';
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

/** The same of what several hold: whose goes, and whose is left out and why. @throws Refused where nobody is left */
export const transferEachPlan = (
  call: Call,
  people: Person[],
  input: { to: Person; site?: DataSite; grant?: boolean },
): Promise<Plan | undefined> =>
  planForEach(call, people, {
    one: (from) => transferPlan(call, { ...input, from }),
    verdicts: (from) => previewTransfers(call.ctx, { ...input, from, to: input.to.id }),
    card: (good) => {
      const granted = [...new Set(good.flatMap((verdict) => verdict.granted))];
      return {
        title: say.askSeveral(good.length, namesOf(input.to)),
        facts: factsOf(sumOf(good.flatMap(({ holdings }) => holdings))),
        text: [
          ...(input.to.id === call.ctx.actor.id ? [say.toOneself] : []),
          say.followsSeveral(namesOf(input.to)),
          ...(granted.length > 0 ? [say.grants(namesOf(input.to), granted)] : []),
        ],
      };
    },
    detail: ({ holdings }) => heldInAll(holdings),
    holds: ({ to, holdings, granted }) => ({
      to: [to.id, to.status],
      holdings: holdings.map((h) => ({ ...h })),
      granted,
    }),
    yes: labelOf(call.registry, 'transfer'),
  });

/** What was agreed to for each, as the plan's basis carries it. */
export function agreedOfEach(call: Call): Holding[][] {
  if (!Array.isArray(call.agreed)) return [agreedHoldings(call)];
  return call.agreed.map((each) => (each as unknown as { holds: { holdings: Holding[] } }).holds.holdings);
}

/** What was agreed to, as the plan's basis carries it. */
export function agreedHoldings(call: Call): Holding[] {
  const { holdings } = (call.agreed ?? {}) as { holdings?: Holding[] };
  return holdings ?? [];
}

export async function undoPlan(call: Call, ids: string[]): Promise<Plan> {
  const undone = await previewUndo(call.ctx, { ids });
  const [{ from, to } = { from: undefined, to: undefined }, other] = undone;
  return {
    card: {
      title: from && to && !other ? say.askUndo(namesOf(from), namesOf(to)) : say.askUndoSeveral(undone.length),
      facts: factsOf(sumOf(undone.flatMap(({ holdings }) => holdings))),
      text: [say.followsUndo],
    },
    basis: { ids, statuses: undone.map((each) => [each.from.status, each.to.status]) },
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
