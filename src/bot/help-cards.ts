import { countPeople, maxCounted } from '../service/people/list.ts';
import { mayAtAll } from '../service/policy.ts';
import { listRequests } from '../service/requests/list.ts';
import { listOwnRequests } from '../service/requests/own.ts';
import type { Button, Card, Row } from '../ui/card.ts';
import { help as say } from '../ui/sentences/account.ts';
import { talk } from '../ui/sentences/bot.ts';
import { requestList } from '../ui/sentences/requests.ts';
import { buttonOf, buttonTo } from './buttons.ts';
import type { Call, Command, Group } from './command.ts';
import { inGroup, inSight, maxInSight } from './in-sight.ts';
import { usage } from './registry.ts';

const commandRow = (c: Command): Row => ({ title: usage(c), detail: c.summary, buttons: [buttonOf(c)] });

/** What is done most, and the groups behind which all the rest is: ten rows at most. */
export function firstRows(call: Call): Row[] {
  const seen = inSight(call.registry, call.ctx.actor);
  return [
    ...seen.commands.map(commandRow),
    ...seen.groups.map(({ group, commands }) => ({
      title: say.groups[group],
      detail: say.some(commands.map((c) => c.label)),
      buttons: buttonTo(call, 'help', { label: say.all(commands.length), input: { group } }),
    })),
  ];
}

/** All commands of a group, what is done most first, ten at a time. */
export function groupCard(call: Call, group: Group, page = 0): Card {
  const all = inGroup(call.registry, call.ctx.actor, group);
  const shown = all.slice(page * maxInSight, (page + 1) * maxInSight);
  const to = (label: string, at: number) => buttonTo(call, 'help', { label, input: { group, page: at } });
  return {
    title: say.groups[group],
    state: call.known.centre.name,
    rows: shown.map(commandRow),
    buttons: [
      ...buttonTo(call, 'help', { label: say.back, input: { group: 'all' } }),
      ...(page > 0 ? to(talk.previous, page - 1) : []),
      ...(all.length > (page + 1) * maxInSight ? to(talk.next, page + 1) : []),
    ],
  };
}

/** What waits for this person, in a line, and the buttons that lead there. */
export interface Waiting {
  line: string | undefined;
  buttons: Button[];
}

/** *2 requests wait · 5 people have not come*, of those that this person may do something about. */
export async function whatWaits(call: Call): Promise<Waiting> {
  const { actor } = call.ctx;
  const decides = mayAtAll(actor, 'access.decide');
  const [waiting, invited, own] = await Promise.all([
    decides ? listRequests(call.ctx, { limit: 1 }).then(({ total }) => total) : 0,
    mayAtAll(actor, 'invite.send') ? countPeople(call.ctx, { status: 'invited' }) : 0,
    decides ? [] : listOwnRequests(call.ctx, {}),
  ]);
  const mine = own.filter((r) => r.status === 'pending' && r.expiresAt > call.now).length;
  const words = [
    ...(waiting > 0 ? [requestList.counted(waiting)] : []),
    ...(mine > 0 ? [say.ownRequests(mine)] : []),
    ...(invited > 0 ? [say.notCome(invited, maxCounted)] : []),
  ];
  return {
    line: words.length > 0 ? words.join(' · ') : undefined,
    buttons: [
      ...buttonTo(call, 'requests', { onlyIf: waiting > 0, label: requestList.showAll }),
      ...buttonTo(call, 'my-requests', { onlyIf: mine > 0 }),
      ...buttonTo(call, 'list', { onlyIf: invited > 0, label: say.whoNotCome, input: { status: 'invited' } }),
      ...buttonTo(call, 'invite', { onlyIf: invited > 0, label: say.inviteAgain, input: { all: 'all' } }),
    ],
  };
}
