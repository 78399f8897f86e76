import { describe, expect, it } from 'vitest';
import { cardActivity } from '../../../adapters/teams/render/activity.ts';
import { cardPages } from '../../../adapters/teams/render/card.ts';
import { cardDialog, formDialog } from '../../../adapters/teams/render/dialog.ts';
import type { Surface } from '../../../adapters/teams/render/surface.ts';
import { isShort, summaryOf, wordsOf } from '../../../adapters/teams/render/words.ts';
import type { Action, Card } from '../../../src/ui/card.ts';
import type { Field, Form } from '../../../src/ui/form.ts';
import { addForm, profile, request } from '../kit/fake-bot.ts';
import { cardFaults, objects, presses, readTexts } from './render-checker.ts';

const opensForm = ({ verb }: Action) => verb === 'edit';
const on = (kind: Surface['kind'], more: Partial<Surface> = {}): Surface => ({ kind, opensForm, ...more });
const run = (verb: string): Action => ({ verb, step: 'run' });
const liveFor = (all: string[]) => all.map((email) => `29:${email}`);

/** The only message that a card takes. */
function page(card: Card, surface = on('direct')) {
  const { cards, whole } = cardPages(card, surface);
  expect([cards.length, whole, cards.flatMap((each) => cardFaults(each))]).toEqual([1, undefined, []]);
  return cards[0];
}

const kinds = (json: unknown) => presses(json).map(({ title, kind }) => `${title}: ${kind}`);

it('leads to a page of ours by an action that comes back to nobody', () => {
  const link = { label: 'Show *it*', url: 'https://staffroom.school.example/secret/a-B_c' };
  const opened = objects(page({ title: 'Done', page: link })).find(({ type }) => type === 'Action.OpenUrl');
  expect(opened).toMatchObject({ url: link.url });
  expect([isShort({ title: 'Done', page: link }), summaryOf({ title: 'Done', page: link })]).toEqual([false, 'Done']);
});

describe('a button', () => {
  const card = { ...profile, more: [] };

  it('opens a dialog where a form answers it, and is a message else, in a person’s own chat', () => {
    expect(kinds(page(card))).toEqual(['Edit: dialog', 'Send reset link: message', 'Suspend: message']);
  });

  it('is run at once in a channel, for the eyes of the presser alone', () => {
    expect(kinds(page(card, on('channel')))).toEqual(['Edit: dialog', 'Send reset link: execute', 'Suspend: execute']);
  });

  it('is a submit in a dialog, and says where the dialog came from', () => {
    const { task } = cardDialog(card, on('dialog', { origin: { message: 'm1' } }));
    expect(kinds(task.card.content)).toEqual(['Edit: message', 'Send reset link: message', 'Suspend: message']);
    for (const { data } of presses(task.card.content)) expect(data.staffroomOrigin).toEqual({ message: 'm1' });
  });

  it('is not left alone in a menu', () => {
    const { actions = [] } = page({ title: 'x', more: profile.more ?? [] }) ?? {};
    expect(actions.map(({ title, mode = 'primary' }) => `${title} ${mode}`)).toEqual([
      'Make admin primary',
      'Transfer data secondary',
      'Delete secondary',
    ]);
  });
});

describe('a card that is live', () => {
  const emails = Array.from({ length: 70 }, (_, index) => `p${index}@riverside.example`);
  const card: Card = { ...request, live: { action: run('requests'), emails } };

  it('is refreshed for those who may decide, and has no button for anyone else', () => {
    const few = emails.slice(0, 3);
    const json = page({ ...request, live: { action: run('requests'), emails: few } }, on('channel', { liveFor }));
    expect(json?.refresh?.userIds).toEqual(liveFor(few));
    expect(json).not.toHaveProperty('actions');
  });

  it('has one button for all where the list may have no room for somebody', () => {
    const json = page(card, on('channel', { liveFor }));
    expect(json?.refresh).toMatchObject({
      action: { type: 'Action.Execute', verb: 'staffroom', data: { staffroom: run('requests') } },
    });
    expect(json?.refresh?.userIds).toEqual(liveFor(emails.slice(0, 60)));
    expect(json?.actions).toMatchObject([
      { type: 'Action.Execute', title: 'Decide', data: { staffroom: run('requests') } },
    ]);
    expect(json?.actions?.[0]).not.toHaveProperty('mode');
  });

  it('is refreshed for nobody where none of them is there', () => {
    for (const surface of [on('channel', { liveFor: () => [] }), on('channel')]) {
      const json = page(card, surface);
      expect(json).not.toHaveProperty('refresh');
      expect(kinds(json)).toEqual(['Decide: execute']);
    }
  });

  it('has live buttons everywhere else', () => {
    expect(kinds(page(card, on('direct', { liveFor })))).toEqual(['Approve: message', 'Deny: message']);
    expect(page(card, on('direct', { liveFor }))).not.toHaveProperty('refresh');
    expect(kinds(cardDialog(card, on('dialog')).task.card.content)).toEqual(['Approve: message', 'Deny: message']);
  });
});

describe('a card', () => {
  it('has a long state below its title, and a short one beside it', () => {
    expect(page({ title: 'Ben', state: 'Active' })?.body[0]).toMatchObject({ type: 'ColumnSet' });
    expect(page({ title: 'Send a reset link to Ben Okafor?', state: 'Active · Teacher' })?.body).toMatchObject([
      { type: 'RichTextBlock', inlines: [{ size: 'large', weight: 'bolder' }] },
      { type: 'RichTextBlock', spacing: 'none', inlines: [{ isSubtle: true }] },
    ]);
  });

  it('draws no picture, and says where its files are', () => {
    const card = { title: 'x', image: { alt: 'A box', png: 'AAAA' } };
    const { task } = cardDialog(card, on('dialog'), ['staff.csv is offered below.']);
    for (const json of [page(card), task.card.content])
      expect(objects(json).map(({ type }) => type)).not.toContain('Image');
    expect(readTexts(task.card.content)).toEqual(['staff.csv is offered below.']);
  });

  it('goes on in more messages, each with its title and the head of its table, the buttons at the end', () => {
    const rows = Array.from({ length: 90 }, (_, index) => [`${index}`, 'already used at this school: Amina Rahman']);
    const { cards, whole } = cardPages({ ...request, table: { columns: ['Row', 'Why'], rows } }, on('direct'));
    expect([whole, cards.flatMap((each) => cardFaults(each))]).toEqual([undefined, []]);
    expect(cards.length).toBeGreaterThan(1);
    for (const json of cards) {
      expect(readTexts(json)[0]).toMatch(/^Password reset/);
      expect(readTexts(json)).toContain('Why');
    }
    expect(cards.map((json) => presses(json).length)).toEqual([...cards.slice(1).map(() => 0), 2]);
    expect(cards.flatMap(readTexts)).toEqual(expect.arrayContaining(rows.map(([row]) => row)));
  });

  it('stands in one message with a row that is longer than one, and has the id of its list once', () => {
    const rows = ['Ada', 'x'.repeat(40_000), 'Ben', 'Cy'].map((title) => ({ title }));
    const { cards } = cardPages({ title: 'x', rows }, on('direct'));
    expect(cards.flatMap((each) => cardFaults(each))).toEqual([]);
    expect(cards.flatMap(readTexts)).toEqual(expect.arrayContaining(['Ada', 'Ben', 'Cy']));
  });

  it('says that the whole is in a file, after five', () => {
    const rows = Array.from({ length: 400 }, (_, index) => ({ title: `Ben Okafor ${index}`, detail: 'x'.repeat(200) }));
    const { cards, whole } = cardPages({ ...request, rows }, on('direct'));
    expect(cards.map((each) => cardFaults(each))).toEqual([[], [], [], [], []]);
    expect(readTexts(cards[4]).at(-1)).toBe('This is not all. The whole is in a file of its own.');
    expect(kinds(cards)).toEqual(['Approve: message', 'Deny: message']);
    expect(whole).toContain('Ben Okafor 399');
  });

  it('is never too long, whatever is in it and below it', () => {
    const long: Action = { ...run('choose'), input: { reason: '\u0001'.repeat(400) } };
    const more = Array.from({ length: 8 }, (_, index) => ({ label: `Choose ${index}`, action: long }));
    const emails = Array.from({ length: 60 }, (_, index) => `${index}${'x'.repeat(90)}`);
    const text = ['\u0001'.repeat(3_000)];
    for (const kind of ['direct', 'channel'] as const) {
      for (const card of [
        { title: 'x', more },
        { title: 'x', text, more },
        { title: 'x', text, live: { action: long, emails } },
      ]) {
        const { cards } = cardPages(card, on(kind, { liveFor }));
        expect(cards.flatMap((each) => cardFaults(each))).toEqual([]);
        if (kind === 'direct') expect(presses(cards)).toHaveLength(card.more?.length ?? 0);
      }
    }
  });

  it('is sent alone, with a summary of one line', () => {
    const json = page(profile);
    const summary = summaryOf(profile);
    expect(summary).toMatch(
      /^Ben Okafor – Active · Teacher – ben\.okafor@riverside\.example – Programmes: Cambridge Pri/,
    );
    expect([...summary].length).toBeLessThanOrEqual(200);
    expect(json && cardActivity(json, summary)).toEqual({
      type: 'message',
      summary,
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: json }],
    });
  });

  it('is short where it is no more than a few words', () => {
    const short: Card = { title: 'That can’t be done', tone: 'attention', text: ['You decided this request already.'] };
    expect(isShort(short)).toBe(true);
    expect(wordsOf(short)).toBe('That can’t be done\nYou decided this request already.');
    for (const more of [
      { text: ['x'.repeat(400)] },
      { buttons: [{ label: 'Show', action: run('show') }] },
      { facts: [{ label: 'x', value: 'y' }] },
      { files: [{ name: 'x.csv', type: 'text/csv', content: '' } as const] },
    ]) {
      expect(isShort({ ...short, ...more })).toBe(false);
    }
  });
});

describe('a dialog', () => {
  it('has the title in its bar alone, with the sign of its tone, and in the card where the bar has no room', () => {
    const { task } = cardDialog({ ...profile, tone: 'good' }, on('dialog'));
    expect(task).toMatchObject({ title: '✓ Ben Okafor', width: 'medium' });
    expect(readTexts(task.card.content).slice(0, 2)).toEqual(['Active · Teacher', 'ben.okafor@riverside.example']);
    const long = cardDialog({ title: 'Ben '.repeat(30), text: ['x'] }, on('dialog')).task;
    expect([...long.title].length).toBe(60);
    expect(readTexts(long.card.content)).toEqual(['Ben '.repeat(30), 'x']);
    // There is always something in it.
    expect(readTexts(cardDialog({ title: 'Nothing was changed' }, on('dialog')).task.card.content)).toHaveLength(1);
  });

  it('asks by a form, which carries where it was opened', () => {
    const { title, card } = formDialog(addForm({}, { 'people.0.email': 'No e-mail' }), { message: 'm1' });
    expect(title).toBe('Add people');
    expect(cardFaults(card.content, 'dialog')).toEqual([]);
    expect(presses(card.content).map(({ title: label, data }) => [label, data.staffroomOrigin])).toEqual([
      ['Add another', { message: 'm1' }],
      ['Add', { message: 'm1' }],
    ]);
    expect(presses(formDialog(addForm()).card.content)[0]?.data).not.toHaveProperty('staffroomOrigin');
  });

  it('says how a file is sent and a channel chosen, which no card can ask for', () => {
    const fields: Field[] = [
      { kind: 'file', name: 'file', label: 'CSV file', accept: '.csv', max: 9, hint: 'One person a line.' },
      { kind: 'channel', name: 'channel', label: 'Approvals channel' },
    ];
    const form: Form = {
      title: 'x',
      fields,
      values: {},
      errors: { file: 'Choose a file.' },
      submit: 'Go',
      action: run('import'),
    };
    const texts = readTexts(formDialog(form).card.content);
    expect(texts).toEqual([
      'CSV file',
      expect.stringContaining('“import”'),
      'Choose a file.',
      'One person a line.',
      'Approvals channel',
      expect.stringContaining('@Staffroom settings channel:here'),
    ]);
  });

  it('holds ten people, each with something wrong', () => {
    const people = Array.from({ length: 10 }, (_, index) => ({ name: `n${index}`, email: 'no e-mail' }));
    const errors = Object.fromEntries(
      people.map((_, index) => [`people.${index}.email`, 'This is no e-mail address.']),
    );
    expect(cardFaults(formDialog(addForm({ people }, errors)).card.content, 'dialog')).toEqual([]);
  });
});
