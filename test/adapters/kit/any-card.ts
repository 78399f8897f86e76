import fc from 'fast-check';
import type { Action, Button, Card, Row } from '../../../src/ui/card.ts';

/** Cards that nobody would make, of texts that someone might write. */

export const hostileName = '<at>everyone</at> **Ben** [x](http://evil.example) 李 😀 مرحبا';

const markUp = [
  hostileName,
  "<!channel> O'Brien & 李 {{DATE(2017-02-14T06:08:39Z, SHORT)}} {{{TIME(x)}}} *x* _y_ :wave:",
  '<@U123> &lt; > ~x~ `y`',
  '- one\r\n- two\n\n# three',
  'مرحبا \u202eعالم *محمد*',
  '👩‍👩‍👧‍👦🇬🇧👍🏽',
  `Z${'\u0301'.repeat(40)}`,
  '"\\"\u0007\u0001',
  'Ben Okafor',
  ' ',
];
const piece = fc.oneof(
  fc.constantFrom(...markUp),
  fc.string({ maxLength: 20, unit: 'grapheme' }),
  fc.string({ maxLength: 20, unit: 'binary' }),
);
/** Text of up to about so many characters, often short. */
export const text = (most: number) =>
  fc
    .tuple(piece, fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: most })))
    .map(([one, times]) => one.repeat(times).slice(0, times === 1 ? undefined : most));

/** Such as a button has room for on every platform. */
export const anyAction: fc.Arbitrary<Action> = fc
  .record(
    {
      verb: fc.constantFrom('show', 'suspend'),
      step: fc.constantFrom('run' as const, 'form' as const, 'confirm' as const, 'cancel' as const),
      input: fc.dictionary(
        fc.constantFrom('person', 'reason'),
        fc.oneof(fc.constant('id:0b8d2c1e-8b57-4f0a-9d3a-000000000001'), piece, fc.string({ maxLength: 500 })),
      ),
      plan: fc.string({ maxLength: 16 }),
      idempotencyKey: fc.uuid(),
    },
    { requiredKeys: ['verb', 'step'] },
  )
  .filter((each) => JSON.stringify(each).length < 1_600);
const label = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme-ascii' });
const button: fc.Arbitrary<Button> = fc.record(
  { label, action: anyAction, style: fc.constantFrom('primary', 'danger') },
  { requiredKeys: ['label', 'action'] },
);
const row: fc.Arbitrary<Row> = fc.record(
  {
    title: text(4_000),
    state: text(200),
    detail: text(9_000),
    buttons: fc.array(button, { maxLength: 8 }),
    pair: fc.constant(true as const),
    link: fc.record({ label, url: fc.webUrl({ withQueryParameters: true }) }),
  },
  { requiredKeys: ['title'] },
);
const cells = fc.array(text(300), { maxLength: 24 });

/** So that whoever draws it and changes it breaks: what has nothing to fill in is drawn as the very thing that came (`spoken`). */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

export const anyCard: fc.Arbitrary<Card> = fc
  .record(
    {
      title: text(400),
      state: text(5_000),
      tone: fc.constantFrom('plain', 'good', 'attention', 'problem'),
      text: fc.array(text(20_000), { maxLength: 4 }),
      facts: fc.array(fc.record({ label: text(200), value: text(5_000) }), { maxLength: 40 }),
      rows: fc.array(row, { maxLength: 60 }),
      table: fc.record({
        columns: cells,
        rows: fc.oneof(
          fc.array(cells, { maxLength: 30 }),
          cells.map((one) => Array.from({ length: 300 }, () => one)),
        ),
      }),
      progress: fc.record({ done: fc.integer(), total: fc.integer(), label: text(300) }),
      buttons: fc.array(button, { maxLength: 3 }),
      more: fc.array(button, { maxLength: 12 }),
      live: fc.record({ action: anyAction, emails: fc.array(fc.emailAddress(), { maxLength: 70 }) }),
    },
    { requiredKeys: ['title'] },
  )
  .map(frozen);

/** Every string of a card that is to be read, its buttons aside. */
export function said({ title, state, text: paragraphs = [], facts = [], rows = [], table, progress }: Card): string[] {
  return [
    title,
    state ?? '',
    ...paragraphs,
    ...facts.flatMap((fact) => [fact.label, fact.value]),
    ...rows.flatMap((each) => [each.title, each.state ?? '', each.detail ?? '']),
    ...(table ? [...table.columns, ...table.rows.flat()] : []),
    progress?.label ?? '',
  ];
}
