import { z } from 'zod';
import { transferData } from '../../service/progression/transfer.ts';
import { undoTransfer } from '../../service/progression/undo-transfer.ts';
import type { Card } from '../../ui/card.ts';
import { transfer as say } from '../../ui/sentences/progression.ts';
import { buttonTo } from '../buttons.ts';
import { type Call, command } from '../command.ts';
import { hidden, person } from '../inputs.ts';
import { namesOf } from '../people/names.ts';
import { agreedHoldings, factsOf, transferInputs, transferPlan, undoPlan } from '../progression/transfer-cards.ts';

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
  summary: 'Hand a person’s learner groups, tests and results to another',
  examples: ['transfer ben@school.example to ada@school.example', 'transfer Ben Okafor ada@school.example primary'],
  may: 'data.transfer',
  inputs: {
    person: person({ label: 'From', ledBy: ['from'] }),
    to: person({ label: 'To', hint: 'Someone with an active account.', ledBy: ['to', 'into', '->', '→'] }),
    ...transferInputs(),
    undo: hidden(z.uuid()),
  },
  intro: say.intro,
  preview: (call, { person: from, to, site, grant, undo }) =>
    undo ? undoPlan(call, undo) : transferPlan(call, { from, to, site, grant }),
  run: async (call, { person: p, to, site, grant, undo }) => {
    if (undo) return takeBack(call, undo);
    const { id, from, holdings } = await transferData(call.ctx, {
      from: p.id,
      to: to.id,
      site,
      grant,
      seen: agreedHoldings(call),
    });
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
  },
});

async function takeBack(call: Call, id: string): Promise<Card> {
  const { from, holdings } = await undoTransfer(call.ctx, { id });
  return {
    title: say.doneUndo(namesOf(from)),
    tone: 'good',
    facts: factsOf(holdings),
    buttons: buttonTo(call, 'show', { person: from }),
  };
}
