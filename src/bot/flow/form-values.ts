import { objectOf, stringOf } from '../../lib/json.ts';
import {
  type ChoicesField,
  type Field,
  type FormValues,
  isFile,
  type Option,
  type RowValues,
  type SimpleField,
  type SimpleValue,
} from '../../ui/form.ts';
import { withNames } from '../../ui/mention.ts';
import type { Raw } from '../command.ts';
import { pick, several } from '../line/options.ts';

/** Of what was typed, carried or sent, what each field can show: `programmes:primary` ticks Cambridge Primary. */
export function fitting(fields: Field[], values: Record<string, unknown>): FormValues {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = Object.hasOwn(values, field.name) ? shownBy(field, values[field.name]) : undefined;
      if (value !== undefined) return [[field.name, value]];
      return field.kind === 'rows' ? [[field.name, [{}]]] : [];
    }),
  );
}

function shownBy(field: Field, value: unknown): FormValues[string] {
  if (field.kind === 'file') return isFile(value) ? { name: value.name, base64: value.base64 } : undefined;
  if (field.kind === 'channel') return stringOf(value);
  if (field.kind !== 'rows') return fitSimple(field, value);
  return Array.isArray(value)
    ? value.slice(0, field.max).map((row) => fitting(field.fields, objectOf(row)) as RowValues)
    : undefined;
}

function fitSimple(field: SimpleField, value: unknown): SimpleValue | undefined {
  if (field.kind === 'toggle') return typeof value === 'boolean' ? value : undefined;
  if (field.kind === 'choices') {
    const words = several(value);
    return Array.isArray(words) ? [...new Set(words.flatMap((w) => ticked(field, w)))] : undefined;
  }
  if (field.kind === 'choice') return chosen(field.options, value);
  if (field.kind === 'person' && field.several !== undefined) {
    const named = namedIn(value);
    // Some of them alone would be sent back as if no more were meant.
    return named.length > field.several ? [] : named;
  }
  return typeof value === 'string' ? withNames(value) : undefined;
}

const namedIn = (value: unknown): string[] =>
  [value].flat().flatMap((each) => (typeof each === 'string' && each !== '' ? [withNames(each)] : []));

function ticked({ options, meaning }: ChoicesField, word: unknown): string[] {
  const meant = typeof word === 'string' ? (meaning?.(word) ?? []) : [];
  return (meant.length > 0 ? meant : [word]).flatMap((each) => chosen(options, each) ?? []);
}

function chosen(options: Option[], word: unknown): string | undefined {
  const names = Object.fromEntries(options.map((o) => [o.value, o.label]));
  return typeof word === 'string' ? pick(names, word) : undefined;
}

/** Without the rows of a form's list that were left empty: a press too many of *Add another* is in nobody's way. */
export function withoutEmptyRows(raw: Raw): Raw {
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [name, Array.isArray(value) ? filledRows(value) : value]),
  );
}

function filledRows(values: unknown[]): unknown[] | undefined {
  const kept = values.filter((v) => typeof v !== 'object' || v === null || isFilled(v));
  return kept.length > 0 || values.length === 0 ? kept : undefined;
}

const isFilled = (row: object): boolean =>
  Object.values(row).some((v) => v !== undefined && v !== '' && v !== false && !(Array.isArray(v) && v.length === 0));
