import { fileJson, uploadedBy } from '../files.ts';
import { holderOf, isExternal } from '../input-state.ts';
import type { Element, FakeFile, Json, Option } from '../types.ts';
import type { World } from '../world.ts';

export type FieldValue = string | string[] | boolean | FakeFile | FakeFile[] | null;

interface Filling {
  world: World;
  personId: string;
  teamId: string;
  /** What the last search in this menu gave. */
  suggested: Option[];
}

/** What an element holds once a person has put this in; options may be named by value or by what they say. */
export function held(filling: Filling, element: Element, value: FieldValue): Json {
  const holder = holderOf(element);
  if (!holder) throw new Error(`Nothing can be put into a ${element.type}`);
  const all = Array.isArray(value) ? value : value === null || value === '' || value === false ? [] : [value];
  const items = all.map((each) => item(filling, element, each as string | true | FakeFile));
  if (holder.many && items.length > most(element)) throw new Error(`${element.type}: more than ${most(element)}`);
  return { type: element.type, [holder.property]: holder.many ? items : (items[0] ?? null) };
}

const most = ({ max_files, max_selected_items }: Element): number =>
  max_files ?? (max_selected_items as number | undefined) ?? Number.POSITIVE_INFINITY;

function item(filling: Filling, element: Element, value: string | true | FakeFile): unknown {
  if (element.type === 'file_input') return upload(filling, element, value as FakeFile);
  const holds = holderOf(element)?.property ?? '';
  if (!holds.startsWith('selected_option')) return value;
  const options = isExternal(element)
    ? [...filling.suggested, ...[element.initial_option ?? [], element.initial_options ?? []].flat()]
    : (element.options ?? []);
  const found = value === true ? options[0] : options.find((each) => each.value === value || each.text.text === value);
  if (!found) {
    const offered = options.map((each) => `${each.text.text} (${each.value})`).join(' | ');
    throw new Error(`“${String(value)}” can't be chosen; there is: ${offered || 'nothing, search first'}`);
  }
  return found;
}

function upload({ world, personId, teamId }: Filling, element: Element, file: FakeFile): Json {
  const ending = file.name.split('.').at(-1)?.toLowerCase() ?? '';
  if (element.filetypes && !element.filetypes.includes(ending)) throw new Error(`Slack does not take .${ending} here`);
  return fileJson(world, uploadedBy(world, personId, teamId, file));
}

/** The other way a box or a menu of many is used: pressed once it is in, once more it is out. */
export function toggled(element: Element, option: Option, before: Json | undefined): Json {
  const holder = holderOf(element);
  if (!holder) return { selected_option: option };
  if (!holder.many) return { type: element.type, [holder.property]: option };
  const had = (before?.[holder.property] as Option[] | undefined) ?? [];
  const without = had.filter((each) => each.value !== option.value);
  const now = without.length < had.length ? without : [...had, option];
  // Slack keeps them in the order in which they are offered.
  const sorted = (element.options ?? []).filter((each) => now.some((one) => one.value === each.value));
  return { type: element.type, [holder.property]: sorted };
}
