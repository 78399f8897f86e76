import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAction, encodeAction } from '../../../adapters/slack/packed/action.ts';
import { formActionIn, unpackMeta } from '../../../adapters/slack/packed/meta.ts';
import { readForm } from '../../../adapters/slack/read/read-form.ts';
import { cardMessages, cardText } from '../../../adapters/slack/render/card.ts';
import { formView } from '../../../adapters/slack/render/form.ts';
import { homeView } from '../../../adapters/slack/render/home.ts';
import { cut, pieces, sizeOf } from '../../../adapters/slack/render/text.ts';
import { cardView } from '../../../adapters/slack/render/view.ts';
import { implied } from '../../../adapters/slack/talk/imply.ts';
import { isVisible } from '../../../src/lib/text.ts';
import type { Card } from '../../../src/ui/card.ts';
import type { Field, Form, SimpleField } from '../../../src/ui/form.ts';
import { runs } from '../../kit/fuzz.ts';
import { anyAction, anyCard, frozen, said, text } from '../kit/any-card.ts';
import { bare, messageFaults, presses, readTexts, viewFaults } from './render-checker.ts';
import { sent } from './sent-back.ts';

function expectAllSaid(any: Card, shown: string[], whole: string | undefined) {
  const seen = whole === undefined ? bare(shown) : bare([whole]);
  for (const words of new Set(said(any).filter(isVisible))) expect(seen).toContain(bare([words]));
}

describe('text', () => {
  it('is parted within the limit, at whole characters, and nothing is lost', () => {
    fc.assert(
      fc.property(text(9_000), fc.integer({ min: 100, max: 3_000 }), (any, max) => {
        const parts = pieces(any, max);
        for (const part of [...parts, cut(any, max)]) expect(sizeOf(part)).toBeLessThanOrEqual(max);
        expect(bare(parts)).toBe(bare([any]));
        const graphemes = (words: string) => [...new Intl.Segmenter().segment(words)].length;
        const isUsual = parts.every((part) => sizeOf(part) > max / 2) || parts.length < 2;
        if (isUsual && /^[^\p{Cc}\p{Cf}\s\ufffd\p{Surrogate}\p{M}]*$/u.test(any)) {
          expect(parts.reduce((sum, part) => sum + graphemes(part), 0)).toBe(graphemes(any));
        }
      }),
      runs(35),
    );
  });
});

describe('any card', () => {
  it('gives messages that Slack takes, and loses nothing', () => {
    fc.assert(
      fc.property(anyCard, (any) => {
        const { messages, whole } = cardMessages(any);
        expect(messages.flatMap(messageFaults)).toEqual([]);
        expect(messages.length).toBeLessThanOrEqual(3);
        expectAllSaid(
          any,
          messages.flatMap(({ blocks }) => readTexts(blocks)),
          whole,
        );
        expect(cardText(any).length).toBeLessThanOrEqual(3_000);
        // The card's own buttons are at the end, whatever was left out.
        const own = [...(any.buttons ?? []), ...(any.more ?? [])].map((b) => b.action);
        const end = presses(messages.at(-1)?.blocks).map(([, value]) => decodeAction(value));
        expect(end.slice(end.length - own.length)).toEqual(own);
      }),
      runs(10),
    );
  });

  it('gives a modal that Slack takes, and loses nothing', () => {
    fc.assert(
      fc.property(anyCard, (any) => {
        const { view, whole } = cardView(any, { channel: 'C1' });
        expect(viewFaults(view)).toEqual([]);
        expectAllSaid(any, [view.title.text, ...readTexts(view.blocks)], whole);
        const buttons = [
          ...(any.rows ?? []).flatMap((r) => r.buttons ?? []),
          ...(any.buttons ?? []),
          ...(any.more ?? []),
        ];
        const pressed = presses(view.blocks).map(([, value]) => decodeAction(value));
        if (whole === undefined) expect(pressed).toEqual(buttons.map((b) => b.action));
      }),
      runs(10),
    );
  });

  it('fits the home, with others', () => {
    fc.assert(
      fc.property(fc.array(anyCard, { minLength: 1, maxLength: 4 }), (cards) => {
        expect(viewFaults(homeView(cards).view)).toEqual([]);
      }),
      runs(4),
    );
  });
});

describe('any action', () => {
  it('comes back from a value as it was', () => {
    fc.assert(
      fc.property(anyAction, (any) => {
        const value = encodeAction(any);
        expect(value).toMatch(/^[ -~]+$/);
        expect(value).not.toMatch(/[<>&]/);
        expect(decodeAction(value)).toEqual(any);
      }),
      runs(50),
    );
  });

  it('is nothing, or has the shape of one, of whatever comes in', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.json(), fc.string()), (any) => {
        const read = decodeAction(any);
        if (read) expect(typeof read.verb).toBe('string');
        readForm(any);
        formActionIn(any);
        implied(any, any);
      }),
      runs(50),
    );
  });
});

/** What Slack's inputs can hold: nothing that can't be seen alone, and no characters that no keyboard has. */
const typed = text(200)
  .map((any) =>
    any
      .replace(/\0|\p{Surrogate}/gu, '')
      .slice(0, 140)
      .replace(/\p{Surrogate}/gu, ''),
  )
  .filter((any) => any === '' || isVisible(any));
const option = fc.record(
  { value: fc.stringMatching(/^[a-z-]{1,20}$/), label: text(100), hint: text(100) },
  { requiredKeys: ['value', 'label'] },
);
const options = (most: number) =>
  fc.uniqueArray(option, { minLength: 1, maxLength: most, selector: (each) => each.value });
const common = { label: text(100), hint: fc.option(text(150), { nil: undefined }), required: fc.boolean() };

/** A field, a value that it can hold, and what it can be wrong with. */
type Filled = { field: Omit<SimpleField, 'name'>; value: string | string[] | boolean };
const filled: fc.Arbitrary<Filled> = fc.oneof(
  fc.record({
    field: fc.record({
      kind: fc.constant('text'),
      ...common,
      max: fc.integer({ min: 1, max: 5_000 }),
      multiline: fc.boolean(),
    }),
    value: typed,
  }),
  fc.record({
    field: fc.record({ kind: fc.constant('text'), ...common, max: fc.constant(254), format: fc.constant('email') }),
    value: fc.oneof(typed, fc.emailAddress()),
  }),
  fc.record({
    field: fc.record({ kind: fc.constant('person'), ...common }),
    value: typed.filter((any) => sizeOf(any) <= 150 && (any === '' || bare([any]) !== '')),
  }),
  fc.record({
    field: fc.record({ kind: fc.constant('person'), several: fc.constant(100), ...common }),
    value: fc.uniqueArray(
      typed.filter((any) => sizeOf(any) <= 150 && bare([any]) !== ''),
      { maxLength: 4 },
    ),
  }),
  fc.record({ field: fc.record({ kind: fc.constant('toggle'), ...common }), value: fc.boolean() }),
  options(14).chain((all) =>
    fc.record({
      field: fc.record({ kind: fc.constant('choice'), ...common, options: fc.constant(all) }),
      value: fc.constantFrom('', ...all.map((each) => each.value)),
    }),
  ),
  options(14).chain((all) =>
    fc.record({
      field: fc.record({ kind: fc.constant('choices'), ...common, options: fc.constant(all) }),
      value: fc.subarray(all.map((each) => each.value)),
    }),
  ),
) as fc.Arbitrary<Filled>;

const named = (all: Filled[], prefix: string) =>
  all.map(({ field, value }, index) => ({ field: { ...field, name: `${prefix}${index}` } as SimpleField, value }));
const valuesOf = (all: { field: { name: string }; value: Filled['value'] }[]) =>
  Object.fromEntries(all.map(({ field, value }) => [field.name, value]));

/** A form and the values that it holds; whatever may be wrong in it is. */
const form: fc.Arbitrary<Form> = fc
  .record({
    title: text(100),
    intro: fc.option(text(4_000), { nil: undefined }),
    single: fc.array(filled, { maxLength: 6 }),
    inRow: fc.array(filled, { minLength: 1, maxLength: 6 }),
    rows: fc.integer({ min: 0, max: 10 }),
    error: fc.option(text(300), { nil: undefined }),
    action: anyAction.filter((each) => JSON.stringify(each).length < 1_000),
  })
  .map(({ title, intro, single, inRow, rows, error, action: submit }) => {
    const top = named(single, 't');
    const each = named(inRow, 'r');
    const list: Field = {
      kind: 'rows',
      name: 'list',
      label: 'People',
      rowLabel: 'Person',
      addLabel: 'Add another',
      max: 10,
      fields: each.map(({ field }) => field),
    };
    const values = {
      ...valuesOf(top),
      ...(rows > 0 ? { list: Array.from({ length: rows }, () => valuesOf(each)) } : {}),
    };
    const paths = [
      '',
      ...top.map(({ field }) => field.name),
      ...Array.from({ length: rows }, (_, index) => [
        `list.${index}`,
        ...each.map(({ field }) => `list.${index}.${field.name}`),
      ]).flat(),
    ];
    return {
      title,
      ...(intro === undefined ? {} : { intro }),
      fields: [...top.map(({ field }) => field), ...(rows > 0 ? [list] : [])],
      values,
      errors: error === undefined ? {} : Object.fromEntries(paths.map((path) => [path, error])),
      submit: 'Go',
      action: submit,
    };
  })
  .filter(({ fields }) => fields.length > 0);

describe('any form', () => {
  it('is a modal that Slack takes, says what is wrong, and comes back as it went', () => {
    fc.assert(
      fc.property(form.map(frozen), (any) => {
        const view = formView(any, { channel: 'C1', own: true });
        expect(viewFaults(view)).toEqual([]);
        const shown = bare(readTexts(view.blocks));
        for (const error of Object.values(any.errors)) expect(shown).toContain(bare([error]));
        const back = sent(view);
        const read = readForm(back);
        // A form beyond what any view holds, which none of ours is, leaves rows out and says so.
        const { list } = any.values as { list?: unknown[] };
        const { length = 0 } = (read.values as { list?: unknown[] }).list ?? [];
        if (list && length < list.length) expect(shown).toMatch(/ha(s|ve)noroomhere/);
        expect(read).toEqual({ values: { ...any.values, ...(list && { list: list.slice(0, length) }) }, files: [] });
        expect(unpackMeta(back)).toMatchObject({ action: any.action, origin: { channel: 'C1', own: true } });
      }),
      runs(10),
    );
  });
});
