import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAction } from '../../../adapters/adaptive-card/actions.ts';
import { renderCard } from '../../../adapters/adaptive-card/card.ts';
import { renderForm } from '../../../adapters/adaptive-card/form.ts';
import type { AdaptiveCardJson } from '../../../adapters/adaptive-card/json.ts';
import { readForm } from '../../../adapters/adaptive-card/read-form.ts';
import type { Action, Card } from '../../../src/ui/card.ts';
import type { Field, Form } from '../../../src/ui/form.ts';
import { runs } from '../../kit/fuzz.ts';
import { addForm, profile, request } from '../kit/fake-bot.ts';

const parser = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js');

/** What Microsoft's own parser has against a card. */
function complaints(json: AdaptiveCardJson): string[] {
  const context = new parser.SerializationContext();
  const card = new parser.AdaptiveCard();
  // It counts what waits in the menu, too.
  card.hostConfig = new parser.HostConfig({ actions: { maxActions: 20 } });
  card.parse(JSON.parse(JSON.stringify(json)), context);
  const parsed = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
  const checked = card.validateProperties().validationEvents.map((event: { message: string }) => event.message);
  // A person field offers nobody before one types.
  return [...parsed, ...checked].filter((message) => !message.startsWith('An Input.ChoiceSet must have at least one'));
}

/** Every value under one of these keys, anywhere in a card. */
function all(json: unknown, ...keys: string[]): unknown[] {
  if (Array.isArray(json)) return json.flatMap((each) => all(each, ...keys));
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, value]) => [
    ...(keys.includes(key) ? [value] : []),
    ...all(value, ...keys),
  ]);
}

const unseen = (text: string) => text.replaceAll('\u2060', '');
const shown = (json: AdaptiveCardJson) =>
  all(json, 'text', 'title', 'label').filter((each) => typeof each === 'string');

const hostile = fc.oneof(
  fc.constantFrom(
    "<!channel> O'Brien & 李 **x** [a](http://b) {{DATE(2017-02-14T06:08:39Z, SHORT)}}",
    '{{{TIME(2017-02-14T06:08:39Z)}}}',
    '<at>Amina</at> </AT>',
    '- one\r\n- two',
    '{name} __proto__',
  ),
  fc.string({ minLength: 1, maxLength: 60 }),
  fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }),
);
const action: fc.Arbitrary<Action> = fc.record({
  verb: fc.constantFrom('show', 'suspend'),
  step: fc.constantFrom('run', 'form', 'confirm', 'cancel'),
  input: fc.dictionary(fc.constantFrom('person', 'reason'), hostile),
});
const button = fc.record({ label: hostile, action }, { requiredKeys: ['label', 'action'] });
const some = <T>(each: fc.Arbitrary<T>, maxLength = 3) => fc.array(each, { maxLength });
const card: fc.Arbitrary<Card> = fc.record(
  {
    title: hostile,
    state: hostile,
    tone: fc.constantFrom('plain', 'good', 'attention', 'problem'),
    text: some(hostile),
    facts: some(fc.record({ label: hostile, value: hostile })),
    rows: some(
      fc.record({
        ...{ title: hostile, under: hostile, initials: hostile, state: hostile, detail: hostile },
        status: fc.record({ word: hostile, tone: fc.constantFrom('plain', 'good', 'attention', 'problem') }),
        columns: some(hostile),
        buttons: some(button),
        opens: fc.boolean(),
      }),
    ),
    table: fc.record({ columns: fc.tuple(hostile, hostile), rows: some(fc.tuple(hostile, hostile)) }),
    progress: fc.record({ done: fc.nat(50), total: fc.nat(50), label: hostile }),
    buttons: some(button),
    more: some(button, 8),
  },
  { requiredKeys: ['title'] },
);

describe('a card', () => {
  it('is what Microsoft’s parser accepts, and shows every string as it is', () => {
    fc.assert(
      fc.property(card, (any) => {
        const json = renderCard(any);
        expect(complaints(json)).toEqual([]);
        const words = shown(json) as string[];
        const seen = words.map(unseen);
        for (const text of all(
          { ...any, tone: undefined },
          'title',
          'state',
          'label',
          'value',
          'detail',
          'under',
          'word',
        )) {
          if (typeof text === 'string') expect(seen.some((each) => each.includes(unseen(text)))).toBe(true);
        }
        // What a renderer would turn into a date or a mention is nowhere left whole.
        for (const each of words) expect(each).not.toMatch(/\{\{|<\/?at\b/i);
        expect(all(json, 'type')).not.toContain('TextBlock');
      }),
      runs(50),
    );
  });

  it('gives back the action of each button', () => {
    fc.assert(
      fc.property(fc.array(button, { minLength: 1, maxLength: 9 }), (buttons) => {
        const actions = renderCard({ title: 'x', buttons }).actions ?? [];
        expect(actions.map(({ data }) => readAction(JSON.parse(JSON.stringify(data))))).toEqual(
          buttons.map((b) => b.action),
        );
        expect(actions.filter(({ mode }) => mode !== 'secondary').length).toBeLessThanOrEqual(6);
      }),
      runs(17),
    );
  });

  it('puts three buttons in front and the rest behind More', () => {
    const { actions = [] } = renderCard(profile);
    expect(actions.map(({ title, mode = 'primary', style = 'default' }) => `${title} ${mode} ${style}`)).toEqual([
      'Edit primary default',
      'Send reset link primary default',
      'Suspend primary destructive',
      'Make admin secondary default',
      'Transfer data secondary default',
      'Delete secondary destructive',
    ]);
  });

  it('says its tone by a sign too', () => {
    const first = ({ body }: AdaptiveCardJson) => ((body[0]?.inlines ?? []) as { text: string }[])[0];
    expect(first(renderCard({ title: 'x', tone: 'good' }))).toMatchObject({ text: '✓\u2002', color: 'good' });
    expect(first(renderCard({ title: 'x', tone: 'problem' }))).toMatchObject({ text: '✕\u2002', color: 'attention' });
  });

  it('keeps the bar within its ends', () => {
    const widths = (done: number, total: number) =>
      renderCard({ title: 'x', progress: { done, total, label: 'y' } })
        .body.flatMap(({ columns }) => (columns as { width: unknown }[]) ?? [])
        .flatMap(({ width }) => (typeof width === 'number' ? [width] : []));
    expect([widths(1, 4), widths(0, 0), widths(9, 4), widths(0, 4)]).toEqual([[1, 3], [1], [4], [4]]);
  });

  it('is small', () => {
    expect(JSON.stringify(renderCard(request)).length).toBeLessThan(3_000);
  });
});

describe('an action that comes back', () => {
  it('is refused unless it has the shape of one', () => {
    const good = { verb: 'show', step: 'run' };
    expect(readAction({ staffroom: { ...good, more: 1 } })).toEqual(good);
    for (const bad of [null, 'x', [], {}, { staffroom: [] }, { staffroom: { verb: 1, step: 'run' } }]) {
      expect(readAction(bad)).toBeUndefined();
    }
    for (const wrong of [{ step: 'toString' }, { input: [] }, { plan: 1 }, { idempotencyKey: {} }]) {
      expect(readAction({ staffroom: { ...good, ...wrong } })).toBeUndefined();
    }
  });
});

describe('a form', () => {
  it('is what Microsoft’s parser accepts, with errors right below their fields', () => {
    const json = renderForm(addForm({}, { '': 'Something is wrong.', 'people.0.email': '{{DATE(x)}} is no e-mail' }));
    expect(complaints(json)).toEqual([]);
    const [first] = json.body;
    expect(first).toMatchObject({ type: 'Container', style: 'attention' });
    const items = all(json, 'items').find((each) => JSON.stringify(each).includes('"people.0.email"')) as {
      id?: string;
    }[];
    const at = items.findIndex(({ id }) => id === 'people.0.email');
    expect(items[at + 1]).toMatchObject({ id: 'people.0.email~error', inlines: [{ color: 'attention' }] });
    expect(items[at + 2]).toMatchObject({ id: 'people.0.email~hint' });
  });

  it('keeps what few fill in behind a press, below all else, until it holds something or is wrong', () => {
    const whole = addForm();
    const fields = whole.fields.map((each) => (each.name === 'like' ? ({ ...each, folded: true } as Field) : each));
    const end = (given: Partial<Form>) => renderForm({ ...whole, fields, ...given }).body.at(-1);
    expect(complaints(renderForm({ ...whole, fields }))).toEqual([]);
    expect(end({})).toMatchObject({ id: '~folded', isVisible: false, items: [{ id: 'like' }, {}] });
    expect(end({ values: { like: 'id:2' } })).toMatchObject({ isVisible: true });
    expect(end({ errors: { like: 'Nobody.' } })).toMatchObject({ isVisible: true });
  });

  it('hides what is typed where that is secret', () => {
    const secret: Field = { kind: 'text', name: 'token', label: 'Token', max: 100, secret: true };
    const json = renderForm({ ...addForm(), fields: [secret] });
    expect(complaints(json)).toEqual([]);
    expect(JSON.stringify(json)).toContain('"style":"Password"');
  });

  it('offers the person it holds, and words that nobody was found for', () => {
    const form = (value: string, selected?: { value: string; label: string }): Form => ({
      title: 'x',
      fields: [{ kind: 'person', name: 'who', label: 'Who', ...(selected ? { selected: [selected] } : {}) }],
      values: { who: value },
      errors: {},
      submit: 'Go',
      action: { verb: 'show', step: 'submit' },
    });
    const choices = (each: Form) => renderForm(each).body[0]?.choices;
    expect(choices(form('id:2', { value: 'id:2', label: 'Ben' }))).toEqual([{ title: 'Ben', value: 'id:2' }]);
    expect(choices(form('benn'))).toEqual([{ title: 'benn', value: 'benn' }]);
    expect(choices(form(''))).toEqual([]);
    const some: Form = {
      ...form('', { value: 'id:2', label: 'Ben' }),
      values: { who: ['id:2', 'Noor, Ada'] },
    };
    const json = renderForm({ ...some, fields: some.fields.map((each) => ({ ...each, several: 9 }) as Field) });
    expect(complaints(json)).toEqual([]);
    expect(json.body[0]).toMatchObject({ isMultiSelect: true, choices: [{ value: 'id:2' }, { value: 'Noor Ada' }] });
    expect(readForm(untouched(json)).who).toEqual(['id:2', 'Noor Ada']);
  });

  const key = fc.constantFrom('cp', 'ca');
  const row = fc.record(
    {
      name: hostile,
      email: hostile,
      programmes: fc.uniqueArray(key),
      sites: fc.uniqueArray(fc.constantFrom('hub', 'primary', 'forums')),
      admin: fc.boolean(),
    },
    { requiredKeys: ['programmes', 'sites', 'admin'] },
  );
  const values = fc.record(
    { people: fc.array(row, { minLength: 1, maxLength: 4 }), like: hostile, note: hostile },
    { requiredKeys: ['people'] },
  );

  /** What a client sends that changes nothing: the value of each input, and what the button carries. */
  function untouched(json: AdaptiveCardJson): Record<string, unknown> {
    const inputs: Record<string, unknown> = {};
    const walk = (each: unknown): void => {
      if (typeof each !== 'object' || each === null) return;
      const { type, id, value } = each as Record<string, unknown>;
      if (String(type).startsWith('Input.') && value !== undefined) inputs[String(id)] = value;
      for (const inner of Object.values(each)) walk(inner);
    };
    walk(json.body);
    return { ...inputs, ...((json.actions?.[0]?.data ?? {}) as object) };
  }

  it('comes back with the values that it went out with', () => {
    fc.assert(
      fc.property(values, (any) => {
        const json = renderForm(addForm(any));
        expect(complaints(json)).toEqual([]);
        const data = JSON.parse(JSON.stringify(untouched(json)));
        expect(readForm(data)).toEqual(any);
        expect(readAction(data)).toEqual({ verb: 'add', step: 'submit' });
      }),
      runs(50),
    );
  });

  it('keeps a row that was left empty', () => {
    const json = renderForm(addForm({ people: [{ email: 'a@b' }, {}] }));
    const blank = { programmes: [], sites: [], admin: false };
    expect(readForm(untouched(json)).people).toEqual([{ ...blank, email: 'a@b' }, blank]);
  });

  it('takes anything for an answer without being harmed', () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 3 }), fc.dictionary(fc.string(), fc.anything()), (any, more) => {
        readAction(any);
        readForm(any);
        readForm({ ...more, staffroomForm: any });
      }),
    );
    const shape = {
      lists: ['people.constructor', 7],
      toggles: null,
      rows: { people: 2, many: 1e9, bad: -1, half: 0.5 },
    };
    const read = readForm(
      JSON.parse(
        JSON.stringify({
          staffroomForm: shape,
          staffroom: 'x',
          constructor: 'c',
          'people.0.__proto__': 'p',
          'people.1.constructor': 'a,b',
          'people.7.name': 'n',
          'a.b': 'no path',
          note: { deep: 1 },
        }).replace('}', '},"__proto__":"q"'),
      ),
    );
    expect(read).toEqual({ constructor: 'c', people: [{ constructor: [] }, { constructor: ['a', 'b'] }] });
    expect(({} as Record<string, unknown>).p).toBeUndefined();
  });
});
