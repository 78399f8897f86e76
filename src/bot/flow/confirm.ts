import { randomUUID } from 'node:crypto';
import { sha256 } from '../../lib/hash.ts';
import type { Json } from '../../lib/json.ts';
import type { Action, Button, Card } from '../../ui/card.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { labelOf } from '../buttons.ts';
import type { Call, Plan, Raw } from '../command.ts';
import { packInput } from './pack-input.ts';

/** What a plan rests on, in a few letters: two that differ have different ones. */
export function fingerprint(basis: Json): string {
  return sha256(JSON.stringify(basis)).toString('base64url').slice(0, 16);
}

/** The button that says Yes to a plan: for the card that asks, and for one that says all that the plan would. */
export async function yesTo(call: Call, verb: string, raw: Raw, plan: Plan): Promise<Button> {
  const action: Action = {
    verb,
    step: 'confirm',
    input: await packInput(call, verb, raw),
    plan: fingerprint(plan.basis),
    idempotencyKey: randomUUID(),
  };
  return { label: plan.yes ?? labelOf(call.registry, verb), action, style: plan.danger ? 'danger' : 'primary' };
}

/** The plan as a card that asks Yes or No. @param changed it was shown before, and is no longer what it was */
export async function askYes(call: Call, verb: string, raw: Raw, plan: Plan, changed: boolean): Promise<Card> {
  const yes = await yesTo(call, verb, raw, plan);
  const draft = yes.action.input?.draft;
  return {
    ...plan.card,
    text: [...(changed ? [talk.changedSince] : []), ...(plan.card.text ?? [])],
    buttons: [
      yes,
      ...(plan.card.buttons ?? []),
      plan.no ?? { label: talk.cancel, action: { verb, step: 'cancel', input: draft ? { draft } : {} } },
    ],
  };
}
