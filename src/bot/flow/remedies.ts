import { Refusal, type RefusalCode, Refused } from '../../service/errors.ts';
import type { Button, Card } from '../../ui/card.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { testResults } from '../../ui/sentences/progression.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import { several } from '../../ui/sentences/several.ts';
import { buttonTo } from '../buttons.ts';
import type { Call } from '../command.ts';
import { packInput } from './pack-input.ts';

/** Every refusal in what was thrown. @throws the error itself, where it is no refusal but a bug */
export function refusalsIn(error: unknown): Refusal[] {
  if (error instanceof Refusal) return [error];
  if (error instanceof Refused) return error.refusals;
  throw error;
}

/** The commands that mend a refusal, by their verbs. */
const remedyOf: Partial<Record<RefusalCode, string[]>> = {
  'already-suspended': ['show'],
  'not-suspended': ['show'],
  'is-suspended': ['reactivate'],
  'is-invited': ['invite'],
  'is-not-invited': ['reset'],
  'suspend-first': ['suspend'],
  'holds-data': ['transfer', 'groups'],
  'test-unknown': ['results'],
  'holds-nothing': ['show'],
  'no-data-site': ['edit'],
  'asker-suspended': ['reactivate', 'show'],
  'asker-has-access': ['show'],
  'no-site-access': ['edit'],
};

/** Who has an e-mail already may be meant to come back. */
const wayBack: Partial<Record<string, string[]>> = { suspended: ['reactivate', 'show'], invited: ['invite', 'show'] };

function remediesOf({ code, params }: Refusal): string[] {
  if (code === 'email-in-use-here' && 'status' in params) return wayBack[params.status] ?? ['show'];
  return remedyOf[code] ?? [];
}

/** The buttons that mend a refusal, of those that this person may press. */
export function remedies(call: Call, refusal: Refusal): Button[] {
  const { userId } = refusal.params as { userId?: string };
  if (!userId) return [];
  const label = refusal.code === 'test-unknown' ? testResults.allTests : undefined;
  const input = { person: `id:${userId}` };
  return remediesOf(refusal).flatMap((verb) => buttonTo(call, verb, { input, label }));
}

/** Most refusals that are told one by one. */
const maxTold = 20;

export async function refusalCard(call: Call, found: Refusal[]): Promise<Card> {
  const said = [...new Set(found.map(sentenceOf))];
  return {
    title: talk.cantDo,
    tone: 'attention',
    text: [...said.slice(0, maxTold), ...(said.length > maxTold ? [several.moreThan(said.length - maxTold)] : [])],
    buttons: (await remediesOfAll(call, found)).slice(0, 3),
  };
}

/** Where the same would mend it for several, one button is for all of them; none where that is done for one at a time. */
async function remediesOfAll(call: Call, found: Refusal[]): Promise<Button[]> {
  const offered = found.flatMap((r) => remedies(call, r));
  const all: Button[] = [];
  for (const one of new Map(offered.map((button) => [button.action.verb, button])).values()) {
    const { verb } = one.action;
    const same = offered.filter(({ action }) => action.verb === verb);
    const people = [...new Set(same.map(({ action }) => action.input?.person))];
    if (people.length === 1) all.push(one);
    else if (call.registry.get(verb)?.inputs.people?.several)
      all.push({ ...one, action: { ...one.action, input: await packInput(call, verb, { people }) } });
  }
  return all;
}
