import { stringOf, stringsOf } from '../../src/lib/json.ts';
import type { Action } from '../../src/ui/card.ts';
import {
  type ChannelField,
  type Field,
  type FileField,
  type Form,
  isSimple,
  type Option,
  peopleHeld,
  type RowsField,
  type RowValues,
  type SimpleField,
} from '../../src/ui/form.ts';
import { surface as say } from '../../src/ui/sentences/chat.ts';
import { adaptiveCard } from './adaptive-card.ts';
import { errorId, hintId } from './ids.ts';
import type { AdaptiveCardJson, Element } from './json.ts';
import { type FormShape, isList, shapeOf } from './read-form.ts';
import { literal, text } from './text.ts';

/** No `isRequired`: it would keep *Add another* from working and answer with the renderer's own words. */
function label(field: { label: string; required?: boolean }): string {
  return literal(field.required ? `${field.label} *` : field.label);
}

function choices(options: Option[]): Element[] {
  return options.map((option) => ({
    title: literal(option.hint ? `${option.label} – ${option.hint}` : option.label),
    value: option.value,
  })) as unknown as Element[];
}

/** Several values travel in one text, joined by commas: those within what was typed are not of it. */
const listed = (values: string[]): string[] =>
  values.map((each) => each.replace(/\s*,\s*/g, ' ').trim()).filter(Boolean);

/** What an input holds: of several, each of them. */
const heldBy = (field: SimpleField, value: RowValues[string]): string | string[] =>
  isList(field) ? listed(typeof value === 'string' ? [value] : stringsOf(value)) : (stringOf(value) ?? '');

function input(field: SimpleField, path: string, value: RowValues[string]): Element {
  const held = heldBy(field, value);
  const words = [held].flat().join(',');
  const common = { id: path, label: label(field), ...(words && { value: words }) };
  switch (field.kind) {
    case 'text':
      return {
        type: 'Input.Text',
        ...common,
        maxLength: field.max,
        ...(field.multiline && { isMultiline: true }),
        ...(field.format === 'email' && { style: 'email' }),
        ...(field.secret && { style: 'Password' }),
        ...(field.placeholder && { placeholder: literal(field.placeholder) }),
      };
    case 'choice':
      return {
        type: 'Input.ChoiceSet',
        ...common,
        style: field.options.length <= 4 ? 'expanded' : 'compact',
        wrap: true,
        choices: choices(field.options),
      };
    case 'choices':
      return {
        type: 'Input.ChoiceSet',
        ...common,
        style: 'expanded',
        isMultiSelect: true,
        wrap: true,
        choices: choices(field.options),
      };
    case 'person':
      return {
        type: 'Input.ChoiceSet',
        ...common,
        style: 'filtered',
        ...(field.several !== undefined && { isMultiSelect: true }),
        // What it offers before anything is searched: those whom it holds, and the words that nobody was found for.
        choices: choices(peopleHeld(field, held)),
        'choices.data': { type: 'Data.Query', dataset: 'people' },
      };
    case 'toggle':
      return { type: 'Input.Toggle', ...common, title: say.yes, wrap: true, value: String(value === true) };
  }
}

/** A field with what is wrong with it directly below, then what it is for. */
function asked(field: SimpleField, path: string, value: RowValues[string], errors: Form['errors']): Element[] {
  return [{ ...input(field, path, value), spacing: 'medium' }, ...about(path, field.hint, errors)];
}

function about(path: string, hint: string | undefined, errors: Form['errors']): Element[] {
  const error = errors[path];
  return [
    ...text(error ?? '', { color: 'attention' }, { id: errorId(path), spacing: 'small' }),
    ...text(hint ?? '', { subtle: true, size: 'small' }, { id: hintId(path), spacing: 'small' }),
  ];
}

/** A row's fields below one another; some beside the one before, and those that few fill in behind a press. */
function inOrder(fields: SimpleField[], prefix: string, values: RowValues, errors: Form['errors']): Element[] {
  const one = (field: SimpleField) => asked(field, prefix + field.name, values[field.name], errors);
  const open = fields.filter(({ folded }) => !folded);
  const pairs = open.reduce<SimpleField[][]>((all, field) => {
    const last = all.at(-1);
    if (field.beside && last) last.push(field);
    else all.push([field]);
    return all;
  }, []);
  const shown = pairs.flatMap((pair) =>
    pair.length === 1
      ? pair.flatMap(one)
      : [{ type: 'ColumnSet', spacing: 'medium', columns: pair.map((f) => half(one(f))) }],
  );
  const folded = fields.filter((field) => field.folded);
  // What is wrong in it has to be seen.
  const isOpen = folded.some(({ name }) => errors[prefix + name] !== undefined);
  return [...shown, ...behindPress(folded, prefix, folded.flatMap(one), isOpen)];
}

function behindPress(folded: { label: string }[], prefix: string, items: Element[], isOpen: boolean): Element[] {
  if (folded.length === 0) return [];
  const id = `${prefix}~folded`;
  const unfold = {
    type: 'Action.ToggleVisibility',
    title: literal(say.unfold(folded.map(({ label: words }) => words))),
    targetElements: [id],
  };
  return [
    { type: 'ActionSet', spacing: 'medium', actions: [unfold] },
    { type: 'Container', id, isVisible: isOpen, items },
  ];
}

const half = ([first, ...rest]: Element[]): Element => ({
  type: 'Column',
  width: 'stretch',
  items: first ? [{ ...first, spacing: 'none' }, ...rest] : rest,
});

/** At least one row is shown, so that there is something to fill. */
function rowsOf(field: RowsField, values: Form['values']): RowValues[] {
  const value = values[field.name];
  const rows = Array.isArray(value) ? (value as RowValues[]).filter((row) => typeof row === 'object') : [];
  return rows.length > 0 ? rows.slice(0, field.max) : [{}];
}

function list(field: RowsField, form: Form, shape: FormShape, ways: Ways): Element[] {
  const rows = rowsOf(field, form.values);
  const sends = (step: Action['step'], row?: string) => {
    const staffroom: Action = { ...form.action, step, ...(row !== undefined && { row }) };
    // Of ten rows each has its button: what is long is in the others alone.
    return { ...ways.data, ...(step === 'add-row' && ways.whole), staffroom, staffroomForm: shape };
  };
  const addRow = { type: 'Action.Submit', title: literal(field.addLabel), data: sends('add-row') };
  const title = (index: number) => {
    const words = `${field.rowLabel} ${index + 1}`;
    const remove = {
      type: 'Action.Submit',
      title: say.removeRow,
      tooltip: literal(say.removeThisRow(words)),
      data: sends('remove-row', `${field.name}.${index}`),
    };
    // Of one there is nothing to be told from.
    if (rows.length < 2) return [];
    const shown = text(words, { subtle: true, bold: true });
    const columns = [
      { type: 'Column', width: 'stretch', verticalContentAlignment: 'center', items: shown },
      { type: 'Column', width: 'auto', items: [{ type: 'ActionSet', actions: [remove] }] },
    ];
    return [{ type: 'ColumnSet', columns }];
  };
  return [
    ...text(field.label, { bold: true }, { spacing: 'large' }),
    ...about(field.name, undefined, form.errors),
    ...rows.map((row, index) => ({
      type: 'Container',
      separator: index > 0,
      spacing: index > 0 ? 'large' : 'small',
      items: [
        ...title(index),
        ...about(`${field.name}.${index}`, undefined, form.errors),
        ...inOrder(field.fields, `${field.name}.${index}.`, row, form.errors),
      ],
    })),
    ...(rows.length < field.max ? [{ type: 'ActionSet', spacing: 'medium', actions: [addRow] }] : []),
  ];
}

/** A field that no card has an input for, and what is done instead. */
function withoutInput(field: FileField | ChannelField, form: Form, instead: string | undefined): Element[] {
  return [
    ...text(field.label + (field.required ? ' *' : ''), { bold: true }, { spacing: 'medium', id: field.name }),
    ...text(instead ?? '', {}, { spacing: 'small' }),
    ...about(field.name, field.hint, form.errors),
  ];
}

function drawn(field: Field, form: Form, shape: FormShape, ways: Ways): Element[] {
  if (field.kind === 'rows') return list(field, form, shape, ways);
  if (field.kind === 'channel') return ways.channel ? withoutInput(field, form, ways.channel(field)) : [];
  if (field.kind === 'file') return withoutInput(field, form, ways.file?.(field));
  const value = form.values[field.name];
  return asked(field, field.name, isSimple(value) ? value : undefined, form.errors);
}

/** What differs from platform to platform. */
export interface Ways {
  /** What the form carries to and fro besides. */
  data?: Record<string, unknown>;
  /** The same, where there is room for it: not by the buttons of single rows. */
  whole?: Record<string, unknown>;
  /** How a file is given, in words; the playground draws an input of its own below the card. */
  file?: (field: FileField) => string;
  /** How a channel is chosen, in words; without, the field is left out. */
  channel?: (field: ChannelField) => string;
}

/**
 * A form as an Adaptive Card 1.5, its title left to the dialog around it. The ids of inputs are the paths of their
 * fields (`email`, `people.0.email`); `readForm` undoes what comes back.
 */
export function renderForm(form: Form, ways: Ways = {}): AdaptiveCardJson {
  const shape = shapeOf(form);
  const error = text(form.errors[''] ?? '', { color: 'attention' });
  const isFolded = (field: Field) => field.kind !== 'rows' && field.folded === true;
  const open = form.fields.filter((field) => !isFolded(field));
  const folded = form.fields.filter(isFolded);
  // What holds something, or is wrong, has to be seen.
  const isUsed = folded.some(({ name }) => form.errors[name] !== undefined || Boolean(form.values[name]));
  const body = [
    ...(error.length > 0 ? [{ type: 'Container', style: 'attention', id: errorId(''), items: error }] : []),
    ...text(form.intro ?? ''),
    ...open.flatMap((field) => drawn(field, form, shape, ways)),
    ...behindPress(
      folded,
      '',
      folded.flatMap((field) => drawn(field, form, shape, ways)),
      isUsed,
    ),
  ];
  const data = { ...ways.data, ...ways.whole, staffroom: form.action, staffroomForm: shape };
  const said = [form.title, form.intro].filter(Boolean).join('\n');
  return adaptiveCard(body, [{ type: 'Action.Submit', title: literal(form.submit), style: 'positive', data }], said);
}
