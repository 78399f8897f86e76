import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PressData } from '../../../adapters/adaptive-card/json.ts';
import { cardPages } from '../../../adapters/teams/render/card.ts';
import { cardDialog } from '../../../adapters/teams/render/dialog.ts';
import type { Surface } from '../../../adapters/teams/render/surface.ts';
import { summaryOf, wordsOf } from '../../../adapters/teams/render/words.ts';
import { isVisible } from '../../../src/lib/text.ts';
import type { Card } from '../../../src/ui/card.ts';
import { runs } from '../../kit/fuzz.ts';
import { anyCard, said } from '../kit/any-card.ts';
import { bare, cardFaults, presses, readTexts } from './render-checker.ts';

const surface = (kind: Surface['kind']): Surface => ({
  kind,
  opensForm: ({ step }) => step === 'form',
  liveFor: (emails) => emails.map((email) => `29:${email}`),
});

function expectAllSaid(card: Card, shown: string[], whole: string | undefined) {
  const seen = whole === undefined ? bare(shown) : bare([whole]);
  for (const words of new Set(said(card).filter(isVisible))) expect(seen).toContain(bare([words]));
}

const own = ({ buttons = [], more = [] }: Card) => [...buttons, ...more].map(({ action }) => action);
const inRows = ({ rows = [] }: Card) => rows.flatMap(({ buttons = [] }) => buttons.map(({ action }) => action));

describe('any card', () => {
  it('gives messages that Teams takes, and loses nothing', () => {
    fc.assert(
      fc.property(anyCard, fc.constantFrom('direct', 'channel'), (card, kind) => {
        const { cards, whole } = cardPages(card, surface(kind));
        expect(cards.flatMap((each) => cardFaults(each))).toEqual([]);
        expect(cards.length).toBeLessThanOrEqual(5);
        const texts = cards.flatMap(readTexts).filter((each) => !each.endsWith('(continued)'));
        expectAllSaid(card, texts, whole);
        const pressed = presses(cards).map(({ action }) => action);
        const refreshed = cards.at(-1)?.refresh?.action.data as PressData | undefined;
        if (kind === 'channel' && card.live) expect(refreshed?.staffroom ?? pressed.at(-1)).toEqual(card.live.action);
        // The card's own buttons are at the end, whatever was left out.
        else expect(pressed.slice(pressed.length - own(card).length)).toEqual(own(card));
        if (whole === undefined) expect(pressed.slice(0, inRows(card).length)).toEqual(inRows(card));
      }),
      runs(14),
    );
  });

  it('gives a dialog that Teams takes, and loses nothing', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const { task, whole } = cardDialog(card, { ...surface('dialog'), origin: { message: 'm1' } });
        expect(cardFaults(task.card.content, 'dialog')).toEqual([]);
        expectAllSaid(card, [task.title, ...readTexts(task.card.content)], whole);
        const pressed = presses(task.card.content);
        expect(pressed.every(({ kind, data }) => kind === 'message' && data.staffroomOrigin)).toBe(true);
        if (whole === undefined) expect(pressed.map(({ action }) => action)).toEqual([...inRows(card), ...own(card)]);
      }),
      runs(14),
    );
  });

  it('has a summary and words', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        expect([...summaryOf(card)].length).toBeLessThanOrEqual(200);
        expect(summaryOf(card)).not.toMatch(/<\/?at\b|\n/i);
        expect(wordsOf(card)).not.toMatch(/<\/?at\b/i);
        expectAllSaid(card, [wordsOf(card)], undefined);
      }),
      runs(14),
    );
  });
});
