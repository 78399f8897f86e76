import { createHash, randomUUID } from 'node:crypto';
import { readDraft, saveDraft } from '../../service/drafts.ts';
import type { Action, Card, Json } from '../../ui/card.ts';
import { talk } from '../../ui/sentences/bot.ts';
import type { Call, Plan, Raw } from '../command.ts';

/** What a button may carry, as {@link sizeOf} counts: Slack's limit for a value is 2,000, and the action has more to say. */
const maxPacked = 1_200;

/** The length of JSON in which all that is not ASCII, and all that Slack escapes, is written as `\u2026`. */
const sizeOf = (json: string) => json.length + 5 * (json.match(/[^\x20-\x7e]|[&<>]/g)?.length ?? 0);

/** What a plan rests on, in a few letters: two that differ have different ones. */
export function fingerprint(basis: Json): string {
  return createHash('sha256').update(JSON.stringify(basis)).digest('base64url').slice(0, 16);
}

/** The plan as a card that asks Yes or No. @param changed it was shown before, and is no longer what it was */
export async function askYes(call: Call, verb: string, raw: Raw, plan: Plan, changed: boolean): Promise<Card> {
  const yes: Action = {
    verb,
    step: 'confirm',
    input: await packInput(call, raw),
    plan: fingerprint(plan.basis),
    idempotencyKey: randomUUID(),
  };
  return {
    ...plan.card,
    text: [...(changed ? [talk.changedSince] : []), ...(plan.card.text ?? [])],
    buttons: [
      { label: plan.yes, action: yes, style: plan.danger ? 'danger' : 'primary' },
      plan.no ?? {
        label: talk.cancel,
        action: { verb, step: 'cancel', input: yes.input?.draft ? { draft: yes.input.draft } : {} },
      },
      ...(plan.card.buttons ?? []),
    ],
  };
}

/** What was asked for, small enough for a button: itself, or the id of a draft that holds it. */
export async function packInput(call: Call, raw: Raw): Promise<{ [key: string]: Json }> {
  const json = JSON.stringify(raw);
  if (sizeOf(json) <= maxPacked) return JSON.parse(json);
  return { draft: await saveDraft(call.ctx, raw) };
}

/** What an action carries, its draft included: the other way round. */
export async function unpackInput(call: Call, { draft, ...input }: Raw = {}): Promise<Raw> {
  if (typeof draft !== 'string') return input;
  return { ...((await readDraft(call.ctx, draft)) as Raw), ...input };
}
