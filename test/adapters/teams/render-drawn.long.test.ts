import { beforeAll, describe, expect, it } from 'vitest';
import { cardPages } from '../../../adapters/teams/render/card.ts';
import { cardDialog, formDialog } from '../../../adapters/teams/render/dialog.ts';
import type { Surface } from '../../../adapters/teams/render/surface.ts';
import type { Card } from '../../../src/ui/card.ts';
import { useTalk } from '../../bot/talk.ts';
import { useBrowser } from '../../kit/browser.ts';
import { useDatabase } from '../../kit/database.ts';
import { hostileName, said } from '../kit/any-card.ts';
import { addForm } from '../kit/fake-bot.ts';
import { bare } from './render-checker.ts';
import { type Drawing, drawn, type Theme } from './render-page.ts';
import { realAnswers } from './render-real.ts';

/** What Microsoft's own renderer draws in a browser, configured as Teams is. */

const browser = useBrowser();
const database = useDatabase();
const talk = useTalk(database.app());
/** What is drawn, and what must be read there. */
let all: (Drawing & { says: string[] })[];

const run = (verb: string, input = {}) => ({ verb, step: 'run' as const, input });

/** A name that a hostile person chose, in every place where a name stands. */
const hostile: Card = {
  title: hostileName,
  state: hostileName,
  tone: 'problem',
  text: [hostileName, 'W'.repeat(120)],
  facts: [
    { label: hostileName, value: hostileName },
    { label: 'Long', value: `${'w'.repeat(90)}@riverside.example` },
  ],
  rows: [1, 2].map((index) => ({
    title: hostileName,
    state: hostileName,
    detail: `${'w'.repeat(90)}@riverside.example`,
    buttons: ['Show', 'Edit', 'Suspend'].map((label) => ({ label, action: run('show', { person: `id:${index}` }) })),
  })),
  table: {
    columns: ['Row', 'E-mail', 'Why not'],
    rows: [
      ['17', 'a-rather-long-address@riverside.example', hostileName],
      ['40', 'j.smith@', 'not an e-mail address'],
    ],
  },
  progress: { done: 84, total: 208, label: '84 of 208 are added' },
  buttons: ['Thirty characters, at the most', 'Send reset link', 'Suspend'].map((label) => ({
    label,
    action: run('show'),
  })),
  more: [{ label: 'History', action: run('audit') }],
};

const people = [hostileName, 'مرحبا بالعالم'].map((name) => ({ name, email: `${'w'.repeat(90)}@x.example` }));
const form = addForm({ people }, { '': hostileName, 'people.0.email': hostileName, 'people.1': hostileName });

function drawings(cards: Map<string, Card>, opensForm: Surface['opensForm']): (Drawing & { says: string[] })[] {
  return [...cards].flatMap(([name, card]) => {
    const { cards: pages } = cardPages(card, { kind: 'direct', opensForm });
    const { task } = cardDialog(card, { kind: 'dialog', opensForm });
    const inDialog = { name: `${name}, in a dialog`, card: task.card.content, title: task.title, says: said(card) };
    // Of several pages each says a part.
    if (pages.length > 1) return [...pages.map((page) => ({ name, card: page, says: [] })), inDialog];
    return [{ name, card: pages[0], says: said(card) }, inDialog];
  });
}

beforeAll(async () => {
  const { cards, forms } = await realAnswers(talk);
  cards.set('hostile', hostile);
  forms.set('hostile', { ...form, title: hostileName, intro: hostileName });
  all = [
    ...drawings(cards, (action) => talk.bot.expectsForm({ type: 'press', action })),
    ...[...forms].map(([name, each]) => {
      const { title, card } = formDialog(each);
      return { name, title, card: card.content, says: [each.intro ?? '', ...Object.values(each.errors)] };
    }),
  ];
});

// A theme is colours, which move nothing: each is drawn once.
describe.each<[Theme, number]>([
  ['light', 620],
  ['dark', 320],
])('in %s, %i pixels wide', (theme, width) => {
  it('every card and form of the bot fits, and says what it says as it is', async () => {
    const { page, results } = await drawn(browser, all, theme, width);
    // For whoever wants to look at them: a folder in TEAMS_SHOTS.
    if (process.env.TEAMS_SHOTS) {
      await page.screenshot({ path: `${process.env.TEAMS_SHOTS}/${theme}-${width}.png`, fullPage: true });
    }
    await page.close();
    expect(results.filter(({ faults }) => faults.length > 0)).toEqual([]);
    for (const [index, { name, text }] of results.entries()) {
      const seen = bare([text]);
      for (const words of all[index]?.says ?? []) expect(seen, name).toContain(bare([words]));
    }
  });
});
