import type { JsonObject } from '../../lib/json.ts';
import { readDraft, saveDraft } from '../../service/drafts.ts';
import { isFile } from '../../ui/form.ts';
import type { Call, Raw } from '../command.ts';
import { withoutSecrets } from './secrets.ts';

/** What a button may carry, as {@link sizeOf} counts: Slack's limit for a value is 2,000, and the action has more to say. */
const maxPacked = 1_200;

/** The length of JSON in which all that is not ASCII, and all that Slack escapes, is written as `\u2026`. */
const sizeOf = (json: string) => json.length + 5 * (json.match(/[^\x20-\x7e]|[&<>]/g)?.length ?? 0);

/** What a command was asked for, small enough for a button: itself, or the id of a draft that holds it; nothing secret. */
export async function packInput(call: Call, verb: string, given: Raw): Promise<JsonObject> {
  const raw = withoutSecrets(call.registry.get(verb)?.inputs ?? {}, given);
  // A file is not written out only to see that it is too long.
  if (!Object.values(raw).some((v) => isFile(v) && v.base64.length > maxPacked)) {
    const json = JSON.stringify(raw);
    if (json.length <= maxPacked && sizeOf(json) <= maxPacked) return JSON.parse(json);
  }
  return { draft: await saveDraft(call.ctx, raw) };
}

/** What an action carries, its draft included: the other way round. */
export async function unpackInput(call: Call, { draft, ...input }: Raw = {}): Promise<Raw> {
  if (typeof draft !== 'string') return input;
  return { ...((await readDraft(call.ctx, draft)) as Raw), ...input };
}
