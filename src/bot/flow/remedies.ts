import { Refusal, type RefusalCode, Refused } from '../../service/errors.ts';
import { mayAtAll } from '../../service/policy.ts';
import type { Button, Card } from '../../ui/card.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import type { Call } from '../command.ts';

/** Every refusal in what was thrown; nothing when it is no refusal but a bug. */
export function refusalsIn(error: unknown): Refusal[] | undefined {
  if (error instanceof Refusal) return [error];
  if (error instanceof Refused) return error.refusals;
  return undefined;
}

/** The verb and label of what mends a refusal. */
const remedyOf: Partial<Record<RefusalCode, { verb: string; label: string }[]>> = {
  'email-in-use-here': [{ verb: 'show', label: 'Show profile' }],
  'already-suspended': [{ verb: 'show', label: 'Show profile' }],
  'not-suspended': [{ verb: 'show', label: 'Show profile' }],
  'is-suspended': [{ verb: 'reactivate', label: 'Reactivate' }],
  'is-invited': [{ verb: 'invite', label: 'Send invitation' }],
  'is-not-invited': [{ verb: 'reset', label: 'Send reset link' }],
  'suspend-first': [{ verb: 'suspend', label: 'Suspend' }],
  'holds-data': [
    { verb: 'transfer', label: 'Transfer data' },
    { verb: 'groups', label: 'Show groups' },
  ],
  'test-unknown': [{ verb: 'results', label: 'All tests' }],
  'holds-nothing': [{ verb: 'show', label: 'Show profile' }],
  'no-data-site': [{ verb: 'edit', label: 'Edit' }],
  'asker-suspended': [{ verb: 'show', label: 'Show profile' }],
  'asker-has-access': [{ verb: 'show', label: 'Show profile' }],
  'no-site-access': [{ verb: 'edit', label: 'Edit' }],
};

/** The buttons that mend a refusal, of those that this person may press. */
export function remedies(call: Call, refusal: Refusal): Button[] {
  const { userId } = refusal.params as { userId?: string };
  if (!userId) return [];
  return (remedyOf[refusal.code] ?? []).flatMap(({ verb, label }) => {
    const command = call.registry.get(verb);
    if (!command || !mayAtAll(call.ctx.actor, command.may)) return [];
    return [{ label, action: { verb, step: 'run' as const, input: { person: `id:${userId}` } } }];
  });
}

/** What stands in the way, as a card. */
export function refusalCard(call: Call, found: Refusal[]): Card {
  return {
    title: talk.cantDo,
    tone: 'attention',
    text: [...new Set(found.map(sentenceOf))],
    buttons: found.flatMap((r) => remedies(call, r)).slice(0, 3),
  };
}
