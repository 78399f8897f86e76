import { isObject, stringOf } from '../../../src/lib/json.ts';
import type { FormValues, RowValues, SimpleValue } from '../../../src/ui/form.ts';
import { setIn } from '../../../src/ui/form-path.ts';
import type { InputKind } from '../packed/paths.ts';
import { type Attached, attachedIn } from './attached.ts';
import { chosenIn, inputsIn, type ShownInput } from './shown-view.ts';

export interface AttachedFile extends Attached {
  /** The path of the field that asked for it. */
  field: string;
}

function simple({ element, state }: ShownInput): SimpleValue | undefined {
  switch (element.action_id as InputKind) {
    case 'text':
    case 'email':
      return stringOf(state.value) ?? '';
    case 'choice':
    case 'person':
      return isObject(state.selected_option) ? (stringOf(state.selected_option.value) ?? '') : '';
    case 'channel':
      return stringOf(state.selected_conversation) ?? '';
    case 'choices':
    case 'people':
      return chosenIn(state, 'selected_options');
    case 'toggle':
      return chosenIn(state, 'selected_options').length > 0;
    default:
      return undefined;
  }
}

const filesIn = ({ path, state }: ShownInput): AttachedFile[] =>
  path.inRow ? [] : attachedIn(state.files).map((file) => ({ ...file, field: path.whole }));

/**
 * The values of a filled form, out of the view that a submit or a press in it sends. What was left or made empty is '',
 * an empty list, or off; what the view did not ask for is missing. Nothing is checked beyond that: the bot treats it as
 * if a stranger had written it. Files come by themselves, since they have to be fetched.
 */
export function readForm(view: unknown): { values: FormValues; files: AttachedFile[] } {
  const top = new Map<string, SimpleValue>();
  const rows = new Map<string, RowValues[]>();
  const files: AttachedFile[] = [];
  for (const input of inputsIn(view)) {
    const { name, inRow } = input.path;
    if (input.element.action_id === 'file') files.push(...filesIn(input));
    const value = simple(input);
    if (value === undefined) continue;
    if (!inRow) {
      top.set(name, value);
      continue;
    }
    const list = rows.get(name) ?? [];
    while (list.length <= inRow.index) list.push({});
    setIn(list[inRow.index] ?? {}, inRow.name, value);
    rows.set(name, list);
  }
  return { values: Object.fromEntries([...top, ...rows]), files };
}
