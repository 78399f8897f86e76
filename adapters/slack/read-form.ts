import type { FormValues, RowValues, SimpleValue } from '../../src/ui/form.ts';
import { isObject } from './actions.ts';
import type { Kind } from './inputs.ts';
import { chosenIn, inputsIn, type ShownInput } from './shown-view.ts';

/** A file that was attached, still at Slack's. */
export interface AttachedFile {
  /** The path of the field that asked for it. */
  name: string;
  id: string;
  fileName: string;
  /** Where it can be fetched with the bot's token. */
  url: string;
  /** In bytes, as Slack says. */
  size: number;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

function simple({ element, state }: ShownInput): SimpleValue | undefined {
  switch (element.action_id as Kind) {
    case 'text':
    case 'email':
      return textOf(state.value);
    case 'choice':
    case 'person':
      return isObject(state.selected_option) ? textOf(state.selected_option.value) : '';
    case 'channel':
      return textOf(state.selected_conversation);
    case 'choices':
      return chosenIn(state, 'selected_options');
    case 'toggle':
      return chosenIn(state, 'selected_options').length > 0;
    default:
      return undefined;
  }
}

function filesIn({ path, state }: ShownInput): AttachedFile[] {
  if (!Array.isArray(state.files) || path.inRow) return [];
  return state.files.filter(isObject).flatMap(({ id, name, url_private_download, url_private, size }) => {
    const url = typeof url_private_download === 'string' ? url_private_download : url_private;
    if (typeof id !== 'string') return [];
    return [
      {
        name: path.whole,
        id,
        fileName: textOf(name),
        url: textOf(url),
        size: typeof size === 'number' ? size : 0,
      },
    ];
  });
}

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
    // Defines the name, whatever it is, where an assignment might reach the prototype.
    Object.defineProperty(list[inRow.index], inRow.name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
    rows.set(name, list);
  }
  return { values: Object.fromEntries([...top, ...rows]), files };
}
