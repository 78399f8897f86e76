import type { Action } from '../../../src/ui/card.ts';
import type { Form } from '../../../src/ui/form.ts';
import { spoken } from '../../../src/ui/speech.ts';
import { limits } from '../limits.ts';
import { packAction, safeJson } from '../packed/action.ts';
import { unpackMeta } from '../packed/meta.ts';
import { isErrorId } from '../packed/paths.ts';
import { blocksIn, inputsIn } from '../read/shown-view.ts';
import { speechAt } from '../render/speech.ts';
import { cut } from '../render/text.ts';

/** The paths of the fields that a form asks for, in order. */
function pathsOf(form: Form): string[] {
  return form.fields.flatMap((field) => {
    if (field.kind !== 'rows') return [field.name];
    const value = form.values[field.name];
    const rows = Array.isArray(value) ? Math.max(1, value.length) : 1;
    return Array.from({ length: rows }, (_, index) =>
      field.fields.map((each) => `${field.name}.${index}.${each.name}`),
    ).flat();
  });
}

const isSameAction = (a: Action, b: Action) => safeJson(packAction(a)) === safeJson(packAction(b));

/**
 * What is wrong in a filled form, by block, for `response_action: errors`: Slack shows it beside the fields and leaves the
 * view alone.
 *
 * @param shown the view that was sent
 * @returns nothing where the view has to be updated instead: for an error that belongs to no field, for a form that is no
 *   longer the one shown, or because the view itself says what was wrong the time before
 */
export function errorsFor(form: Form, shown: unknown): Record<string, string> | undefined {
  const inputs = new Map(inputsIn(shown).map(({ path, blockId }) => [path.whole, blockId]));
  const found = Object.entries(form.errors).map(([path, text]) => [inputs.get(path), text] as const);
  const paths = pathsOf(form);
  const { action, origin } = unpackMeta(shown) ?? {};
  const isSame =
    action !== undefined &&
    isSameAction(action, form.action) &&
    paths.length === inputs.size &&
    paths.every((path) => inputs.has(path));
  if (!isSame || found.length === 0 || found.some(([block]) => block === undefined)) return undefined;
  if (blocksIn(shown).some(({ block_id }) => isErrorId(block_id))) return undefined;
  const said = speechAt(origin);
  return Object.fromEntries(found.map(([block, text]) => [block, cut(spoken(text, said), limits.context)]));
}
