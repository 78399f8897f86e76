import { z } from 'zod';
import { decide } from '../../service/requests/decide.ts';
import { decideSeveral } from '../../service/requests/decide-several.ts';
import type { Card } from '../../ui/card.ts';
import { request, requestDecision as say } from '../../ui/sentences/requests.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import { type Call, command } from '../command.ts';
import { hidden, optionalPerson, toggle } from '../inputs.ts';
import { decidedCard, decisionPlan, requestOrList } from '../requests/decide.ts';
import { requestsCard } from '../requests/list-card.ts';

export default command({
  verb: 'approve',
  aliases: ['accept', 'allow', 'approve request', 'approve requests'],
  group: 'requests',
  order: 20,
  label: 'Approve',
  summary: 'Approve what someone asks for',
  examples: ['approve', 'approve ben@school.example'],
  // Whoever may decide anything may decide this.
  may: 'access.decide',
  forAllToSee: true,
  inputs: {
    person: optionalPerson({ label: say.person, hint: say.personHint }),
    siteAdmin: toggle({ label: 'With site admin', line: 'none' }),
    request: hidden(z.uuid()),
    several: hidden(z.array(z.uuid()).max(100)),
    list: hidden(z.literal(true)),
  },
  title: 'Approve a request',
  inPlace: ({ list }) => list === true,
  preview: async (call, { several, ...which }) =>
    several
      ? undefined
      : decisionPlan(call, which, (r) => ({ title: say.askApprove(r), text: [request.approving(r)] })),
  run: async (call, { several, siteAdmin, list, ...which }) => {
    if (several) return approveSeveral(call, several);
    const meant = await requestOrList(call, which);
    if ('list' in meant) return meant.list;
    const decided = await decide(call.ctx, { id: meant.id, decision: 'approve', siteAdmin });
    return decidedCard(call, decided, list === true);
  },
});

/** The list afresh, with what became of those that were chosen. */
async function approveSeveral(call: Call, ids: string[]): Promise<Card> {
  const { decided, left } = await decideSeveral(call.ctx, { ids, decision: 'approve' });
  const card = await requestsCard(call);
  const whys = [...new Set(left.map(({ why }) => sentenceOf(why)))];
  return {
    ...card,
    tone: left.length > 0 ? 'attention' : 'good',
    text: [
      say.several(decided.length),
      ...(left.length > 0 ? [`${say.notAll(left.length)}: ${whys.join(' ')}`] : []),
      ...(card.text ?? []),
    ],
  };
}
