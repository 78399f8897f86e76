import { describe, expect, it } from 'vitest';
import { decodeAction, encodeAction } from '../../../adapters/slack/packed/action.ts';
import { formActionIn, unpackMeta } from '../../../adapters/slack/packed/meta.ts';
import { cardMessages, cardText } from '../../../adapters/slack/render/card.ts';
import { homeView } from '../../../adapters/slack/render/home.ts';
import { cardView, loadingView } from '../../../adapters/slack/render/view.ts';
import type { Action, Card } from '../../../src/ui/card.ts';
import { profile, request } from '../kit/fake-bot.ts';
import { bare, messageFaults, presses, readTexts, viewFaults } from './render-checker.ts';

const run = (verb: string, person?: string): Action => ({
  verb,
  step: 'run',
  ...(person ? { input: { person: `id:${person}` } } : {}),
});

/** The only message that a card takes. */
function message(card: Card) {
  const { messages, whole } = cardMessages(card);
  expect(whole).toBeUndefined();
  expect(messages).toHaveLength(1);
  expect(messages.flatMap(messageFaults)).toEqual([]);
  return messages[0] ?? { text: '', blocks: [] };
}

const names = ['Edit', 'Send reset link', 'Suspend', 'Change rights', 'History', 'Transfer data', 'Delete'];

it('leads to a page of ours by words, which press nothing', () => {
  const url = 'https://staffroom.school.example/secret/a-B_c';
  const { text, blocks } = message({ title: 'Done', page: { label: 'Show <it> & copy', url } });
  expect(blocks.at(-1)).toMatchObject({ text: { type: 'mrkdwn', text: `<${url}|Show &lt;it&gt; &amp; copy>` } });
  // What a telephone shows on its locked screen has no link.
  expect(text).not.toContain(url);
});

it('says of a person in a list what they are, with a dot of its colour, and begins each day of a diary once', () => {
  const { text, blocks } = message({
    title: 'People',
    rows: [
      { under: 'Today', title: 'Ben', status: { word: 'Active', tone: 'good' }, columns: ['Teacher', 'seen today'] },
      { under: 'Today', title: 'Clara', status: { word: 'Suspended', tone: 'attention' }, detail: 'c@d.example' },
      { under: 'Yesterday', title: 'Dora', state: 'mail problem' },
    ],
  });
  expect(readTexts(blocks).slice(1)).toEqual([
    '*Today*',
    '*Ben*\u2003🟢\u00a0Active · Teacher · seen today',
    '*Clara*\u2003🟠\u00a0Suspended\nc@d.example',
    '*Yesterday*',
    '*Dora*\u2003mail problem',
  ]);
  expect(text.split('\n').slice(1)).toEqual([
    'Today',
    'Ben – Active · Teacher · seen today',
    'Clara – Suspended',
    'c@d.example',
    'Yesterday',
    'Dora – mail problem',
  ]);
});

function people(count: number, buttons: number): Card {
  return {
    title: 'People',
    state: `${count} of 212`,
    rows: Array.from({ length: count }, (_, index) => ({
      title: `Ben Okafor ${index}`,
      state: 'Active · Teacher',
      detail: `ben.okafor_${index}@riverside.example`,
      buttons: ['Show', ...names]
        .slice(0, buttons)
        .map((label) => ({ label, action: run('show', `0b8d2c1e-8b57-4f0a-9d3a-0000000000${10 + index}`) })),
    })),
    buttons: [{ label: 'Next page', action: run('list') }],
    more: [
      { label: 'Filter', action: run('list') },
      { label: 'Export as CSV', action: run('export') },
    ],
  };
}

describe('a card as a message', () => {
  it('shows a profile: title, state, facts in two columns, three buttons and the rest behind the dots', () => {
    const { blocks, text } = message({ ...profile, tone: 'good' });
    expect(blocks.map(({ type }) => type)).toEqual(['header', 'context', 'section', 'section', 'actions']);
    expect(blocks[0]).toEqual({
      type: 'header',
      text: { type: 'plain_text', text: '✅ Ben Okafor', emoji: false },
    });
    expect(blocks[3]).toMatchObject({
      fields: [
        { type: 'mrkdwn', text: '*Programmes*\nCambridge Primary, Cambridge Global Perspectives', verbatim: true },
        { text: expect.stringMatching(/^\*Sites\*\nSchool Support Hub/) },
        { text: expect.stringMatching(/^\*Holds\*/) },
        // A colon on each side would be an emoji.
        { text: '*Last seen*\nsigned in 2 days ago' },
      ],
    });
    expect(blocks[4]).toMatchObject({
      elements: [
        { type: 'button', text: { text: 'Edit' } },
        { type: 'button', text: { text: 'Send reset link' } },
        { type: 'button', text: { text: 'Suspend' }, style: 'danger' },
        { type: 'overflow', options: [{}, {}, {}] },
      ],
    });
    expect(text).toContain('Ben Okafor\nActive · Teacher\nben.okafor@riverside.example\nProgrammes: Cambridge Primary');
  });

  it('lists ten people, each one block with all their buttons in its corner', () => {
    const { blocks } = message(people(10, 5));
    const rows = blocks.filter((block) => block.type === 'section');
    expect(rows).toHaveLength(10);
    expect(blocks.map(({ type }) => type)).toEqual([
      'header',
      'context',
      'divider',
      ...Array(10).fill('section'),
      'divider',
      'actions',
    ]);
    expect(rows[0]).toMatchObject({
      text: { text: '*Ben Okafor 0*\u2003Active · Teacher\nben.okafor_0@riverside.example', verbatim: true },
      accessory: { type: 'overflow', action_id: 'more' },
    });
  });

  it('puts buttons that no corner has room for below their row', () => {
    const { blocks } = message(people(10, 6));
    expect(blocks.slice(3, 5)).toMatchObject([
      { type: 'section' },
      { type: 'actions', elements: [{ type: 'button', text: { text: 'Show' } }, { type: 'overflow' }] },
    ]);
    expect(presses(blocks)).toHaveLength(10 * 6 + 3);
  });

  it('makes plain buttons of what carries too much for a menu', () => {
    const long = { ...run('choose'), input: { reason: 'x'.repeat(200) } };
    const { blocks } = message({
      title: 'x',
      rows: [
        {
          title: 'y',
          buttons: [
            { label: 'One', action: long },
            { label: 'Two', action: long },
          ],
        },
      ],
    });
    expect(blocks.at(-1)).toMatchObject({ elements: [{ type: 'button' }, { type: 'button' }] });
  });

  it('shows mark-up as it was typed, and pings nobody', () => {
    const name = "<!channel> O'Brien & 李 *x* _y_ :wave:";
    const { blocks, text } = message({
      title: name,
      text: [name],
      facts: [{ label: 'Name', value: name }],
      rows: [{ title: 'O’Brien & 李', detail: 'a < b' }, { title: name }],
    });
    expect(JSON.stringify(blocks)).not.toMatch(/"mrkdwn"[^}]*wave/);
    expect(blocks[0]).toMatchObject({ text: { type: 'plain_text', text: name, emoji: false } });
    expect(blocks.at(-2)).toMatchObject({ text: { type: 'mrkdwn', text: '*O’Brien &amp; 李*\na &lt; b' } });
    expect(text).not.toContain('<!');
    expect(text).toContain('&lt;!channel&gt; O');
  });

  it.each(['*x', 'x~', '`x', '_x', 'x_ y', ':wave:', '> quoted'])('keeps %s from becoming a format', (value) => {
    expect(message({ title: 'x', facts: [{ label: 'y', value }] }).blocks[1]).toMatchObject({
      fields: [{ type: 'plain_text', text: `y\n${value}` }],
    });
  });

  it('draws a table, and a bar that stays within its ends', () => {
    const table = { columns: ['Row', 'Why not'], rows: [['17', 'in use'], ['40']] };
    const bars = [
      [84, 208],
      [9, 4],
      [0, 0],
    ].map(
      ([done = 0, total = 0]) => readTexts(message({ title: 'x', progress: { done, total, label: 'y' } }).blocks)[1],
    );
    expect(message({ title: 'x', table }).blocks[1]).toMatchObject({
      type: 'table',
      rows: [
        [{ text: 'Row' }, { text: 'Why not' }],
        [{ text: '17' }, { text: 'in use' }],
        [{ text: '40' }, { text: '–' }],
      ],
    });
    expect(bars).toEqual([
      `y\n${'█'.repeat(8)}${'░'.repeat(12)} 40\u00a0%`,
      `y\n${'█'.repeat(20)} 100\u00a0%`,
      `y\n${'░'.repeat(20)} 0\u00a0%`,
    ]);
  });

  it('goes on in more messages, with the head of its table in each and the buttons at the end', () => {
    const rows = Array.from({ length: 250 }, (_, index) => [`${index}`, 'in use']);
    const { messages, whole } = cardMessages({ ...request, table: { columns: ['Row', 'Why'], rows } });
    expect(messages.map(messageFaults)).toEqual([[], [], []]);
    expect(whole).toBeUndefined();
    expect(messages.map(({ blocks }) => presses(blocks).length)).toEqual([0, 0, 2]);
    for (const { blocks } of messages) expect(readTexts(blocks)).toContain('Why');
  });

  it('says that the whole is in a file, after three', () => {
    const { messages, whole } = cardMessages({ ...request, rows: people(400, 2).rows ?? [] });
    expect(messages.map(messageFaults)).toEqual([[], [], []]);
    expect(readTexts(messages[2]?.blocks ?? []).at(-1)).toBe('This is not all. The whole is in a file of its own.');
    expect(
      presses(messages[2]?.blocks)
        .slice(-2)
        .map(([label]) => label),
    ).toEqual(['Approve', 'Deny']);
    expect(whole).toContain('Ben Okafor 399');
  });

  it('shortens a notification where it is seen', () => {
    const text = cardText({ title: 'x', text: ['&'.repeat(5_000)] });
    expect(text.length).toBeLessThanOrEqual(3_000);
    expect(text).toMatch(/^x\n(?:&amp;)+…$/);
  });
});

describe('a view', () => {
  it('has the whole title as a heading where the bar has no room for it', () => {
    const short = cardView({ title: 'Ben Okafor', text: ['x'] }, { channel: 'C1', own: true });
    expect(short.view.blocks.map(({ type }) => type)).toEqual(['section']);
    expect(unpackMeta(short.view)?.origin).toEqual({ channel: 'C1', own: true });
    expect(formActionIn(short.view)).toBeUndefined();
    const { view } = cardView({ title: 'The account of Ben Okafor is suspended', tone: 'attention' });
    expect(view.title.text).toBe('⚠️ The account of Ben…');
    expect(readTexts(view.blocks)).toEqual(['⚠️ The account of Ben Okafor is suspended']);
    expect([viewFaults(short.view), viewFaults(view)]).toEqual([[], []]);
  });

  it('holds a table as lines, and says so where it can’t hold all', () => {
    const rows = Array.from({ length: 8_000 }, (_, index) => [`${index}`, 'already in use at this school', 'x']);
    const { view, whole } = cardView({ ...profile, table: { columns: ['Row', 'Why', 'Y'], rows } });
    expect(viewFaults(view)).toEqual([]);
    expect(bare(readTexts(view.blocks))).toContain(bare(['17 · already in use at this school']));
    expect(readTexts(view.blocks).at(-1)).toContain('This is not all');
    expect(view.blocks.at(-1)).toMatchObject({ type: 'actions' });
    expect(whole).toContain('7999 · already');
  });

  it('is never empty', () => {
    for (const view of [cardView({ title: 'x' }).view, loadingView()]) {
      expect(viewFaults(view)).toEqual([]);
    }
  });

  it('is a home of several cards', () => {
    const { view } = homeView([profile, { ...request, tone: 'attention' }]);
    expect(viewFaults(view)).toEqual([]);
    expect(view.blocks.filter(({ type }) => type === 'header')).toHaveLength(2);
    const many = homeView(Array.from({ length: 40 }, () => profile)).view;
    expect(viewFaults(many)).toEqual([]);
    expect(readTexts(many.blocks).at(-1)).toBe('This is not all: there is no room here for more.');
  });
});

describe('an action', () => {
  it('is short, and holds nothing that Slack turns into something else', () => {
    const action: Action = {
      ...run('suspend', 'x'),
      plan: 'p',
      idempotencyKey: 'o',
      input: { reason: '<b> & "ü 李" 😀' },
    };
    const value = encodeAction(action);
    expect(value).toMatch(/^[ -~]+$/);
    expect(value).not.toMatch(/[<>&]/);
    expect(decodeAction(value)).toEqual(action);
    expect(encodeAction(run('list'))).toBe('{"v":"list","s":"r"}');
  });

  it('is refused where it is too long, or has not the shape of one', () => {
    expect(() => encodeAction({ ...run('x'), input: { reason: '李'.repeat(400) } })).toThrow('too long');
    const bad = [undefined, 7, '', 'x', '[]', 'null', '{}', '{"v":"x"}', '{"v":"x","s":"run"}', '{"v":1,"s":"r"}'];
    for (const value of bad) expect(decodeAction(value)).toBeUndefined();
    for (const wrong of [{ i: [] }, { p: 1 }, { o: {} }, { s: 'toString' }]) {
      expect(decodeAction(JSON.stringify({ v: 'x', s: 'r', ...wrong }))).toBeUndefined();
    }
  });
});
