import { z } from 'zod';
import { maxReason } from '../../service/requests/ask.ts';
import { decide } from '../../service/requests/decide.ts';
import { field as sayField } from '../../ui/sentences/bot.ts';
import { requestDecision as say } from '../../ui/sentences/requests.ts';
import { command } from '../command.ts';
import { hidden, needed, optionalPerson, reason } from '../inputs.ts';
import { decidable, decidedCard, decisionPlan, requestOrList } from '../requests/decide.ts';

export default command({
  verb: 'deny',
  aliases: ['refuse', 'reject', 'decline', 'deny request'],
  group: 'requests',
  order: 30,
  label: 'Deny',
  usage: 'deny <person> <reason>',
  summary: 'Deny what someone asks for, and say why',
  examples: ['deny', 'deny ben@school.example you have access to this already'],
  // Whoever may decide anything may decide this.
  may: 'access.decide',
  forAllToSee: true,
  inputs: {
    person: optionalPerson({
      label: say.person,
      hint: say.personHint,
      asksIf: ({ given }) => given?.request === undefined,
    }),
    reason: needed(reason({ label: say.reason, hint: say.reasonHint, max: maxReason }), sayField.say),
    request: hidden(z.uuid()),
    list: hidden(z.literal(true)),
  },
  title: say.denyTitle,
  intro: async (call) => {
    const request = await decidable(call, call.given?.request);
    return request && say.denyIntro(request);
  },
  submit: say.denySubmit,
  inPlace: ({ list }) => list === true,
  preview: (call, { reason: why, ...which }) =>
    decisionPlan(call, which, (r) => ({ title: say.askDeny(r), text: [say.withReason(why)] })),
  run: async (call, { reason: why, list, ...which }) => {
    const meant = await requestOrList(call, { ...which, reason: why });
    if ('list' in meant) return meant.list;
    return decidedCard(call, await decide(call.ctx, { id: meant.id, decision: 'deny', reason: why }), list === true);
  },
});
