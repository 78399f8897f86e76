import { describe, expect, it } from 'vitest';
import { readForm } from '../../../adapters/adaptive-card/read-form.ts';
import { cardPages } from '../../../adapters/teams/render/card.ts';
import { cardDialog, formDialog } from '../../../adapters/teams/render/dialog.ts';
import type { Surface } from '../../../adapters/teams/render/surface.ts';
import { useTalk } from '../../bot/talk.ts';
import { useDatabase } from '../../kit/database.ts';
import { useOpened } from '../../kit/opened.ts';
import { bare, cardFaults, presses, readTexts } from './render-checker.ts';
import { realAnswers } from './render-real.ts';

/** Every kind of card and form of the real bot, as Teams is sent it. */

const talk = useTalk(useDatabase().app());
const answers = useOpened(() => realAnswers(talk));
const opensForm: Surface['opensForm'] = (action) => talk.bot.expectsForm({ type: 'press', action });

describe('the real bot', () => {
  it('was asked for every kind of card and form', () => {
    expect(answers.cards.size).toBeGreaterThan(60);
    expect(answers.forms.size).toBeGreaterThan(20);
  });

  it.each(['direct', 'channel'] as const)('answers with cards that Teams takes (%s)', (kind) => {
    for (const [name, card] of answers.cards) {
      const { cards, whole } = cardPages(card, { kind, opensForm });
      expect([name, whole, cards.flatMap((each) => cardFaults(each))]).toEqual([name, undefined, []]);
      expect(cards.length, name).toBe(1);
      expect(presses(cards)).toHaveLength(
        [card.buttons, card.more, ...(card.rows ?? []).map(({ buttons }) => buttons)].flatMap((each) => each ?? [])
          .length,
      );
      expect(bare(readTexts(cards))).toContain(bare([card.title]));
    }
  });

  it('answers with dialogs that Teams takes', () => {
    for (const [name, card] of answers.cards) {
      const { task, whole } = cardDialog(card, { kind: 'dialog', opensForm, origin: { message: 'm1' } });
      expect([name, whole, cardFaults(task.card.content, 'dialog')]).toEqual([name, undefined, []]);
      for (const { kind, data } of presses(task.card.content)) {
        expect([kind, data.staffroomOrigin]).toEqual(['message', { message: 'm1' }]);
      }
    }
  });

  it('asks with dialogs that Teams takes', () => {
    for (const [name, form] of answers.forms) {
      const task = formDialog(form, { message: 'm1' });
      expect([name, cardFaults(task.card.content, 'dialog')]).toEqual([name, []]);
      const shown = bare(readTexts(task.card.content));
      for (const error of Object.values(form.errors))
        expect([name, shown]).toEqual([name, expect.stringContaining(bare([error]))]);
      for (const { data } of presses(task.card.content)) {
        expect(data.staffroomOrigin).toEqual({ message: 'm1' });
        expect(Object.keys(readForm(data))).not.toContain('staffroomOrigin');
      }
    }
  });
});
