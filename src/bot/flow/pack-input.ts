import type { JsonObject } from '../../lib/json.ts';
import { readDraft, saveDraft, saveOnce } from '../../service/drafts.ts';
import { type FileValue, isFile } from '../../ui/form.ts';
import type { Call, Raw } from '../command.ts';
import { withoutSecrets } from './secrets.ts';

/** What a button may carry, as {@link sizeOf} counts: Slack's limit for a value is 2,000, and the action has more to say. */
const maxPacked = 1_200;

/** The length of JSON in which all that is not ASCII, and all that Slack escapes, is written as `\u2026`. */
const sizeOf = (json: string) => json.length + 5 * (json.match(/[^\x20-\x7e]|[&<>]/g)?.length ?? 0);

/** What a command was asked for, small enough for a button: itself, or the id of a draft that holds it; nothing secret. */
export async function packInput(call: Call, verb: string, given: Raw): Promise<JsonObject> {
  const raw = withoutSecrets(call.registry.get(verb)?.inputs ?? {}, given);
  // A file is not written out only to see that it is too long; several buttons of one card have it.
  const long = Object.entries(raw).flatMap(([name, v]) =>
    isFile(v) && v.base64.length > maxPacked ? [[name, v] as const] : [],
  );
  if (long.length === 0) {
    const json = JSON.stringify(raw);
    if (json.length <= maxPacked && sizeOf(json) <= maxPacked) return JSON.parse(json);
  }
  const kept: Record<string, KeptFile> = {};
  for (const [name, file] of long) kept[name] = { name: file.name, base64In: await saveOnce(call.ctx, file.base64) };
  return { draft: await saveDraft(call.ctx, { ...raw, ...kept }) };
}

/** A file in a draft: its content is a draft by itself. */
interface KeptFile {
  name: string;
  base64In: string;
}

const isKept = (value: unknown): value is KeptFile =>
  typeof (value as Partial<KeptFile> | null | undefined)?.base64In === 'string';

/** What an action carries, its draft included: the other way round. */
export async function unpackInput(call: Call, { draft, ...input }: Raw = {}): Promise<Raw> {
  if (typeof draft !== 'string') return input;
  const raw = (await readDraft(call.ctx, draft)) as Raw;
  const files: Record<string, FileValue> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (isKept(value)) files[name] = { name: value.name, base64: String(await readDraft(call.ctx, value.base64In)) };
  }
  return { ...raw, ...files, ...input };
}
