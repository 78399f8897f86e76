import { Refusal } from '../../service/errors.ts';
import { readTies, type Tie, untieWorkspace } from '../../service/workspaces/workspace-ties.ts';
import type { Card, Row } from '../../ui/card.ts';
import { formatWhen } from '../../ui/formats.ts';
import { settings } from '../../ui/sentences/account.ts';
import { ties as say } from '../../ui/sentences/ties.ts';
import { buttonTo } from '../buttons.ts';
import type { Call, Plan } from '../command.ts';

/** The workspaces tied to the school, each with the button that ends it. */
export async function tieRows(call: Call): Promise<Row[]> {
  const { now, known } = call;
  return (await readTies(call.ctx, {})).map((tie) => ({
    under: settings.workspaces,
    title: say.name(tie),
    ...(tie.id === known.workspaceId && { state: say.here }),
    detail: say.since(tie, formatWhen(tie.since, now, known.centre.timeZone)),
    buttons: buttonTo(call, 'settings', { label: say.untie, input: { untie: tie.id }, style: 'danger' }),
  }));
}

/** The question before a tie is ended. @param named by its id, or by what it is called */
export async function untiePlan(call: Call, named: string): Promise<Plan> {
  const all = await readTies(call.ctx, {});
  const tie = tieNamed(all, named);
  const isHere = tie.id === call.known.workspaceId;
  return {
    card: {
      title: say.ask(tie),
      text: [
        say.follows(tie.people),
        ...(tie.decides ? [say.decides] : []),
        ...(isHere ? [say.youAreHere] : []),
        ...(all.length === 1 ? [say.last] : []),
        ...(tie.bySettings ? [say.comesBack] : []),
      ],
    },
    basis: { untie: tie.id, decides: tie.decides, last: all.length === 1, bySettings: tie.bySettings },
    yes: say.untie,
    danger: true,
  };
}

export async function untie(call: Call, named: string): Promise<Card> {
  const { id } = tieNamed(await readTies(call.ctx, {}), named);
  const tie = await untieWorkspace(call.ctx, { id });
  return { title: say.done(tie), tone: 'good', text: [say.told, ...(tie.bySettings ? [say.comesBack] : [])] };
}

/** @throws Refusal `workspace-gone` where none is called so, or several are */
function tieNamed(all: Tie[], named: string): Tie {
  const isCalled = (tie: Tie) => [tie.name, tie.workspace].some((n) => n?.toLowerCase() === named.toLowerCase());
  const [found, ...others] = all.filter((tie) => tie.id === named || isCalled(tie));
  if (!found || others.length > 0) throw new Refusal('workspace-gone', {});
  return found;
}
