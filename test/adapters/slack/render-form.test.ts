import { describe, expect, it } from 'vitest';
import { formActionIn, unpackMeta } from '../../../adapters/slack/packed/meta.ts';
import { readForm } from '../../../adapters/slack/read/read-form.ts';
import { formView } from '../../../adapters/slack/render/form.ts';
import { cardView } from '../../../adapters/slack/render/view.ts';
import { errorsFor } from '../../../adapters/slack/talk/form-errors.ts';
import { implied } from '../../../adapters/slack/talk/imply.ts';
import { keptOpen } from '../../../adapters/slack/talk/same-view.ts';
import type { Field, Form, FormValues } from '../../../src/ui/form.ts';
import { here } from '../../../src/ui/speech.ts';
import { addForm } from '../kit/fake-bot.ts';
import { readTexts, viewFaults } from './render-checker.ts';
import { type Sent, sent, tick } from './sent-back.ts';

const origin = { channel: 'C1', respond: 'https://hooks.slack.com/actions/T1/2/x', own: true };

function view(form: Form) {
  const drawn = formView(form, origin);
  expect(viewFaults(drawn)).toEqual([]);
  return drawn;
}

function formOf(fields: Field[], values: FormValues = {}, errors: Record<string, string> = {}): Form {
  return { title: 'x', fields, values, errors, submit: 'Go', action: { verb: 'show', step: 'submit' } };
}

const ids = (drawn: { blocks: unknown[] }) =>
  (drawn.blocks as { block_id?: string }[]).flatMap(({ block_id }) => block_id ?? []);

/** What Slack sends back of a form that nobody touched. */
const untouched = (form: Form) => sent(view(form));

const blank = { name: '', email: '', programmes: [], sites: [], admin: false };

describe('a form', () => {
  it('asks with an input for each field, its errors right below, and a button for one more row', () => {
    const values = { people: [{ name: 'Ben', email: 'ben@x.example', sites: ['hub'] }, {}] };
    const drawn = view(
      addForm(values, {
        '': 'Two things are wrong.',
        'people.0.email': 'This e-mail is in use.',
        'people.1': 'Nobody is named.',
        people: 'Too many.',
      }),
    );
    const row = (index: number) => ['name', 'email', 'programmes', 'sites', 'admin'].map((f) => `people.${index}.${f}`);
    const [name = '', email = '', ...others] = row(0);
    expect(ids(drawn)).toEqual([
      ...['~error', 'people~error', name, email, `${email}~error`, ...others],
      ...['people.1~error', ...row(1), 'people~add', 'like', 'note', 'file'],
    ]);
    expect(drawn).toMatchObject({ title: { text: 'Add people' }, submit: { text: 'Add' } });
    expect(readTexts(drawn.blocks)).toEqual(
      expect.arrayContaining(['⚠️ This e-mail is in use.', '*Person 2*', '*Who*']),
    );
    const find = (id: string) => drawn.blocks.find(({ block_id }) => block_id === id);
    expect(find(email)).toMatchObject({
      optional: false,
      hint: { text: 'Their school address.' },
      element: { type: 'email_text_input', action_id: 'email', initial_value: 'ben@x.example' },
    });
    expect(find('people.0.programmes')).toMatchObject({ dispatch_action: true, element: { type: 'checkboxes' } });
    expect(find('people.0.sites')).toMatchObject({ element: { initial_options: [{ value: 'hub' }] } });
    expect(find('people~add')).toMatchObject({ elements: [{ action_id: 'add-row', text: { text: 'Add another' } }] });
    expect(find('like')).toMatchObject({ optional: true, element: { type: 'external_select', min_query_length: 1 } });
    expect(find('file')).toMatchObject({ element: { type: 'file_input', filetypes: ['csv'], max_files: 1 } });
  });

  it('carries its action and where it came from', () => {
    expect(unpackMeta(untouched(addForm()))).toMatchObject({ action: addForm().action, origin });
    for (const bad of [
      null,
      {},
      { private_metadata: 7 },
      { private_metadata: '{}' },
      { private_metadata: '{"o":{}}' },
    ]) {
      expect(formActionIn(bad)).toBeUndefined();
    }
    expect(() => formView(addForm(), { respond: 'x'.repeat(3_000) })).toThrow('carries');
  });

  it('holds ten rows with something wrong in each of their fields', () => {
    const rows = Array.from({ length: 10 }, (_, index) => ({ name: `n${index}`, email: 'no e-mail' }));
    const errors = Object.fromEntries(
      rows.flatMap((_, row) => ['name', 'email', 'sites'].map((f) => [`people.${row}.${f}`, `${f} ${row} is wrong`])),
    );
    const form = addForm({ people: rows }, errors);
    const drawn = view(form);
    const text = readTexts(drawn.blocks).join('\n');
    for (const error of Object.values(errors)) expect(text).toContain(error);
    expect(readForm(sent(drawn)).values.people).toEqual(rows.map((row) => ({ ...blank, ...row })));
    // All ten are there, so that there is nothing to add.
    expect(ids(drawn)).not.toContain('people~add');
  });

  it('offers no row that it would have no room for', () => {
    const many: Field = {
      kind: 'rows',
      name: 'r',
      label: 'R',
      rowLabel: 'Row',
      addLabel: 'Add',
      max: 50,
      fields: Array.from({ length: 10 }, (_, index) => ({ kind: 'text', name: `f${index}`, label: 'F', max: 9 })),
    };
    const rows = (count: number) => ({ r: Array.from({ length: count }, () => ({})) });
    expect(ids(view(formOf([many], rows(7))))).toContain('r~add');
    expect(ids(view(formOf([many], rows(8))))).not.toContain('r~add');
    expect(readTexts(view(formOf([many], rows(20))).blocks).at(-1)).toBe('12 more have no room here.');
  });

  it('offers the person it holds, words that nobody was found for, and a channel', () => {
    const who: Field = { kind: 'person', name: 'who', label: 'Who' };
    const selected = { value: 'id:2', label: 'Ben Okafor', hint: 'ben@x.example' };
    const first = (form: Form) =>
      view(form).blocks[0] as { element: { initial_option?: unknown; initial_options?: unknown } };
    const ben = { text: { text: 'Ben Okafor' }, value: 'id:2', description: { text: 'ben@x.example' } };
    expect(first(formOf([{ ...who, selected: [selected] }], { who: 'id:2' })).element.initial_option).toMatchObject(
      ben,
    );
    const some: Field = { ...who, several: 100, selected: [selected] };
    const several = formOf([some], { who: ['id:2', 'benn'] });
    expect(first(several).element.initial_options).toMatchObject([ben, { text: { text: 'benn' }, value: 'benn' }]);
    expect(readForm(untouched(several)).values).toEqual({ who: ['id:2', 'benn'] });
    expect(readForm(untouched(formOf([some], {}))).values).toEqual({ who: [] });
    const form = formOf([who, { kind: 'channel', name: 'where', label: 'Where' }], { who: 'benn', where: 'C7' });
    expect(readForm(untouched(form)).values).toEqual({ who: 'benn', where: 'C7' });
  });

  it('keeps what is too long, or no e-mail, for the input that would refuse it', () => {
    const form = formOf(
      [
        { kind: 'text', name: 'a', label: 'A', max: 5 },
        { kind: 'text', name: 'b', label: 'B', max: 5, format: 'email' },
        { kind: 'text', name: 'c', label: 'C', max: 5 },
      ],
      { a: 'far too long', b: 'nobody', c: 'x'.repeat(4_000) },
    );
    const { a, b, c } = readForm(untouched(form)).values;
    expect([a, b]).toEqual(['far too long', 'nobody']);
    expect(c).toMatch(/^x{2999}…$/);
  });
});

describe('what comes back', () => {
  it('tells what was emptied from what was not asked', () => {
    const state = untouched(addForm({ note: 'x', people: [{}] }));
    state.state.values.note = { text: { type: 'plain_text_input', value: null } };
    expect(readForm(state).values).toEqual({ people: [blank], like: '', note: '' });
  });

  it('has files by themselves', () => {
    const state = untouched(addForm());
    const url_private_download = 'https://files.slack.com/x.csv';
    state.state.values.file = {
      file: { type: 'file_input', files: [{ id: 'F1', name: 'x.csv', size: 7, url_private_download }, { id: 7 }] },
    };
    const { values, files } = readForm(state);
    expect(files).toEqual([{ field: 'file', name: 'x.csv', size: 7, url: url_private_download }]);
    expect(values).not.toHaveProperty('file');
  });

  it('can be anything without doing harm', () => {
    const input = (block_id: unknown, action_id: unknown = 'text') => ({
      type: 'input',
      block_id,
      element: { action_id },
    });
    const blocks = [
      ...['constructor', 'people.1.constructor', '__proto__', 'people.0.__proto__', 'people.900.a', 'a.b', 7].map(
        (id) => input(id),
      ),
      ...['toString', 'choice', 'choices', 'toggle', 'file', 7].map((kind, index) => input(`k${index}`, kind)),
      ...[null, 'x', { type: 'input', block_id: 'y' }],
    ];
    const values = { k1: { choice: { selected_option: 'x' } }, k2: { choices: { selected_options: [{ value: 1 }] } } };
    const { values: read, files } = readForm({ blocks, state: { values } });
    expect(JSON.stringify(read)).toBe('{"constructor":"","k1":"","k2":[],"k3":false,"people":[{},{"constructor":""}]}');
    expect(files).toEqual([]);
    expect(({} as Record<string, unknown>).a).toBeUndefined();
    for (const bad of [null, 7, 'x', [], {}, { blocks: 1 }, { blocks: [{}], state: null }]) {
      expect(readForm(bad)).toEqual({ values: {}, files: [] });
    }
  });
});

describe('errors', () => {
  const values = { people: [{ name: 'Ben', email: 'x@y.example', sites: ['hub'] }] };
  const shown = () => untouched(addForm(values));

  it('go beside their fields while the view stays', () => {
    const wrong = { 'people.0.email': 'In use.', note: 'Too long.' };
    expect(errorsFor(addForm(values, wrong), shown())).toEqual(wrong);
  });

  it('name commands as they are typed where the form was opened, as all else in its dialog does', () => {
    const told = `Type ${here.command('import template')}.`;
    const wrong = { note: told };
    const of = ({ note }: Record<string, string> = {}) => note?.replace(/^Type “|”\.$/g, '');
    for (const [thread, typed] of [
      [undefined, '/staff import template'],
      ['1.2', '@Staffroom import template'],
    ] as const) {
      const from = { ...origin, ...(thread && { thread }) };
      const modal = formView({ ...addForm(values), intro: told }, from);
      expect(of(errorsFor(addForm(values, wrong), sent(modal)))).toBe(typed);
      const drawn = [
        modal,
        keptOpen(JSON.parse(JSON.stringify(formView(addForm(values), from))), told),
        cardView({ title: told }, from).view,
      ];
      for (const each of drawn) expect(JSON.stringify(each)).toContain(`“${typed}”`);
    }
  });

  it('need the view updated where one has no field, or the form is another, or was wrong before', () => {
    const one = { 'people.0.email': 'In use.' };
    expect(errorsFor(addForm(values, { ...one, '': 'x' }), shown())).toBeUndefined();
    expect(errorsFor(addForm(values, { 'people.0': 'x' }), shown())).toBeUndefined();
    expect(errorsFor(addForm({ people: [{}, {}] }, one), shown())).toBeUndefined();
    expect(errorsFor(addForm(values, {}), shown())).toBeUndefined();
    expect(errorsFor({ ...addForm(values, one), action: { verb: 'edit', step: 'submit' } }, shown())).toBeUndefined();
    expect(errorsFor(addForm(values, one), untouched(addForm(values, one)))).toBeUndefined();
    expect(errorsFor(addForm(values, one), null)).toBeUndefined();
  });
});

describe('ticking a programme', () => {
  const sites = (shown: Sent, row = 0) =>
    (readForm(shown).values.people as unknown as { sites: string[] }[])[row]?.sites.join(' ');

  /** What the person sees after ticking, once the answer is there. */
  function ticking(shown: Sent, blockId: string, ...ticked: string[]): Sent {
    const { view: now, action } = tick(shown, blockId, ...ticked);
    const next = implied(now, action);
    if (!next) return now;
    expect(viewFaults(next)).toEqual([]);
    return sent(next, now);
  }
  const idOf = (shown: Sent, path: string) => String(ids(shown).find((id) => id.replace(/~.*/, '') === path));

  it('ticks its sites in the same row, and leaves all else as it was', () => {
    const form = addForm({ people: [{ name: 'Ben & <Co>' }, { sites: ['forums'] }] });
    const first = untouched({ ...form, intro: 'AS & A Level <b>' });
    first.state.values.note = { text: { type: 'plain_text_input', value: 'typed' } };
    const shown = ticking(first, 'people.1.programmes', 'ca');
    expect([sites(shown, 0), sites(shown, 1)]).toEqual(['', 'hub forums test-maker']);
    expect(readForm(shown).values).toMatchObject({
      note: 'typed',
      people: [{ name: 'Ben & <Co>' }, { programmes: ['ca'] }],
    });
    expect(unpackMeta(shown)).toMatchObject({ action: addForm().action, origin });
    // Slack's entities don't pile up.
    expect(readTexts(shown.blocks)).toEqual(readTexts(first.blocks));
    expect(readTexts(shown.blocks)).toContain('AS &amp; A Level &lt;b&gt;');
    // Both ids name the same field still.
    expect(idOf(shown, 'people.1.sites')).not.toBe('people.1.sites');
    expect(idOf(shown, 'people.0.sites')).toBe('people.0.sites');
  });

  it('leaves them where the tick is taken away, and does not tick again what a person unticked', () => {
    let shown = ticking(untouched(addForm()), 'people.0.programmes', 'cp');
    expect(sites(shown)).toBe('hub primary forums');
    shown = tick(shown, idOf(shown, 'people.0.sites'), 'hub').view;
    shown = ticking(shown, 'people.0.programmes', 'cp', 'ca');
    expect(sites(shown)).toBe('hub test-maker');
    shown = ticking(shown, 'people.0.programmes', 'cp');
    expect(sites(shown)).toBe('hub test-maker');
    shown = ticking(shown, 'people.0.programmes');
    shown = ticking(shown, 'people.0.programmes', 'cp');
    expect(sites(shown)).toBe('hub primary forums test-maker');
  });

  it('is the sum of two ticks in a hurry', () => {
    const first = untouched(addForm());
    const one = tick(first, 'people.0.programmes', 'cp');
    const two = tick(one.view, 'people.0.programmes', 'cp', 'ca');
    const shown = sent(implied(one.view, one.action) ?? {}, two.view);
    const late = sent(implied(two.view, two.action) ?? {}, shown);
    expect(sites(late)).toBe('hub primary forums test-maker');
  });

  it('is nothing where nothing changes, or nothing is implied', () => {
    const first = untouched(addForm({ people: [{ programmes: ['cp'] }] }));
    const { view: now, action } = tick(first, 'people.0.programmes', 'cp');
    expect(implied(now, action)).toBeUndefined();
    const other = tick(first, 'people.0.sites', 'hub');
    expect(implied(other.view, other.action)).toBeUndefined();
    for (const bad of [null, {}, { ...action, block_id: 'x' }, { block_id: 7 }]) {
      expect(implied(first, bad)).toBeUndefined();
      expect(implied(bad, action)).toBeUndefined();
    }
  });
});
