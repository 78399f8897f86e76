import { z } from 'zod';
import type { Person } from '../../service/people/person.ts';
import { type TransferVerdict, transferAll } from '../../service/progression/transfer.ts';
import { undoTransfers } from '../../service/progression/undo-transfer.ts';
import type { Card } from '../../ui/card.ts';
import { held, transfer as say } from '../../ui/sentences/progression.ts';
import { several } from '../../ui/sentences/several.ts';
import type { DataSite } from '../../words/sites.ts';
import { buttonTo } from '../buttons.ts';
import { type Call, command } from '../command.ts';
import { hidden, maxPeople, people, person } from '../inputs.ts';
import { buttonForEach, doneForEach } from '../people/many.ts';
import { namesOf } from '../people/names.ts';
import { agreedOfEach, factsOf, transferEachPlan, transferInputs, undoPlan } from '../progression/transfer-cards.ts';

type Went = TransferVerdict & { id: string };

export default command({
  verb: 'transfer',
  aliases: [
    'move',
    'hand over',
    'reassign',
    'transfer data',
    'transfer data from',
    'transfer data of',
    'transfer from',
    'move data',
    'move groups',
    'give data',
  ],
  about: ['hand', 'data'],
  group: 'data',
  order: 40,
  label: 'Transfer data',
  usage: 'transfer <from> <to> [site]',
  summary: 'Hand learner groups, tests and results to another person',
  examples: [
    'transfer ben@school.example to ada@school.example',
    'transfer Ben Okafor ada@school.example primary',
    'transfer ben@school.example, tom@school.example to ada@school.example',
  ],
  may: 'data.transfer',
  inputs: {
    people: people({ label: 'From', ledBy: ['from'] }),
    to: person({ label: 'To', hint: 'Someone with an active account.', ledBy: ['to', 'into', '->', '→'] }),
    ...transferInputs(),
    undo: hidden(z.union([z.uuid().transform((id) => [id]), z.array(z.uuid()).max(maxPeople)])),
  },
  intro: say.intro,
  preview: (call, { people: from, to, site, grant, undo }) =>
    undo ? undoPlan(call, undo) : transferEachPlan(call, from, { to, site, grant }),
  run: async (call, { people: whom, to, site, grant, undo }) => {
    if (undo) return takeBack(call, undo);
    const from = whom.map(({ id }) => id);
    const went = await transferAll(call.ctx, { from, to: to.id, site, grant, seen: agreedOfEach(call) });
    const [one, other] = went;
    return one && !other ? doneCard(call, one, site) : allDoneCard(call, to, went);
  },
});

function doneCard(call: Call, { id, person: from, to, holdings }: Went, site: DataSite | undefined): Card {
  return {
    title: say.done(namesOf(from), namesOf(to)),
    tone: 'good',
    facts: factsOf(holdings),
    text: site ? [] : [say.empty(namesOf(from))],
    buttons: [
      ...buttonTo(call, 'transfer', { person: from, label: say.undo, input: { undo: id, to: `id:${to.id}` } }),
      ...buttonTo(call, 'groups', { person: to }),
      ...buttonTo(call, 'show', { person: from }),
    ],
  };
}

async function allDoneCard(call: Call, to: Person, went: Went[]): Promise<Card> {
  const heldBy = new Map(went.map(({ person, holdings }) => [person.id, holdings]));
  const people = went.map(({ person }) => person);
  const input = { undo: went.map(({ id }) => id), to: `id:${to.id}` };
  return doneForEach(call, people, {
    title: say.doneSeveral(went.length, namesOf(to)),
    text: [say.toldAll],
    row: (person) => ({
      detail: held(heldBy.get(person.id) ?? []),
      buttons: buttonTo(call, 'show', { person }),
    }),
    // Whoever hands over their own with others' keeps the right to take it back.
    buttons: [
      ...buttonTo(call, 'groups', { person: to }),
      ...(await buttonForEach(call, 'transfer', people, { label: several.undo(people.length), input })),
    ],
  });
}

async function takeBack(call: Call, ids: string[]): Promise<Card> {
  const undone = await undoTransfers(call.ctx, { ids });
  const [one, other] = undone;
  if (one && !other)
    return {
      title: say.doneUndo(namesOf(one.from)),
      tone: 'good',
      facts: factsOf(one.holdings),
      buttons: buttonTo(call, 'show', { person: one.from }),
    };
  return { title: say.doneUndoSeveral(undone.length), tone: 'good', text: [say.toldAll] };
}
