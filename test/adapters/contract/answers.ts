import { expect, test } from 'vitest';
import { ties } from '../../../src/ui/sentences/ties.ts';
import type { Answer, ContractChat, Person, Place, ShownButton, ShownCard } from './chat.ts';
import { onlooker, type roles } from './people.ts';
import { overheard } from './private.ts';

const roots = ['help', 'whoami', 'list', 'show', 'show grace.otieno@riverside.example', 'settings', 'audit'];

/** More presses than there are different buttons: a bound, should cards begin to grow new ones for ever. */
const most = 150;

/** Fewer kinds of buttons than these would mean that the walk has lost its way. */
const fewest = { coordinator: 30, admin: 25, 'site-admin': 10, teacher: 3 };

/** A card, and how it came to be there. */
interface Step {
  card: ShownCard;
  from?: { step: Step; button: ShownButton };
  depth: number;
}

/**
 * The card as it can be pressed now: what was in a dialog is opened again, and may have moved on; a page that was turned is turned
 * to again, since a press that leads to what is shown already changes nothing.
 */
async function reached(person: Person, { card, from }: Step): Promise<ShownCard> {
  const isThere = card.in !== 'dialog' && card.id !== from?.step.card.id;
  if (isThere || !from) return card;
  const answer = await press(person, from.step, from.button);
  return answer.cards.find((each) => each.in === 'dialog' || each.id === card.id) ?? card;
}

async function press(person: Person, step: Step, button: ShownButton): Promise<Answer> {
  const card = await reached(person, step);
  const same = card.buttons.find((each) => kindOf(card, each) === kindOf(card, button));
  // What was opened again may have moved on so far that it has no such button: of two requests that waited one is decided.
  if (card !== step.card && card.in === 'dialog' && !same)
    return { interaction: undefined, cards: [card], words: card.words };
  return person.press(card, card === step.card || !same ? button : same);
}

/** A button does the same wherever it stands. */
const kindOf = (card: ShownCard, { label, action }: ShownButton) =>
  `${card.in === 'home' ? 'dialog' : card.in}: ${label} (${action.verb} ${action.step})`;

const isAnswer = ({ cards, form }: Answer) => cards.length > 0 || form !== undefined;

/** Presses every kind of button within two presses of what is there to begin with. @returns those without an answer */
async function walk(person: Person, begin: ShownCard[]): Promise<{ pressed: string[]; silent: string[] }> {
  const steps: Step[] = begin.map((card) => ({ card, depth: 0 }));
  const pressed = new Set<string>();
  const silent: string[] = [];
  for (const step of steps) {
    for (const button of step.card.buttons) {
      const kind = kindOf(step.card, button);
      if (pressed.has(kind) || pressed.size >= most) continue;
      pressed.add(kind);
      // After that Yes nobody here has an account any more.
      if (step.depth > 0 && button.label === ties.untie) continue;
      const answer = await press(person, step, button);
      if (!isAnswer(answer)) silent.push(kind);
      if (step.depth < 1) {
        for (const card of answer.cards) steps.push({ card, from: { step, button }, depth: step.depth + 1 });
      }
      // A form that was opened is sent as it is.
      if (answer.form && !isAnswer(await person.submit())) silent.push(`${kind}, sent as it is`);
      await person.putAway();
    }
  }
  return { pressed: [...pressed], silent };
}

async function begin(person: Person, place: Place, lines = roots): Promise<ShownCard[]> {
  const cards: ShownCard[] = [];
  for (const line of lines) {
    cards.push(...(await person.type(line, place)).cards);
    await person.putAway();
  }
  return cards;
}

/** Whatever can be pressed is answered. */
export function answers(get: () => ContractChat, who: readonly (typeof roles)[number][]): void {
  for (const role of who) {
    test(`every button that the ${role} can come to is answered`, async () => {
      const chat = get();
      const person = chat.as(role);
      // A request's card is for all to see.
      const before = chat.as(onlooker).sees('channel').length;
      const home = person.home ? (await person.home()).cards : [];
      // Alone with the bot the same cards come; a few will show that they are answered there too.
      const direct = await begin(person, 'direct', ['whoami', 'list']);
      const cards = [...(await begin(person, 'channel')), ...direct, ...home];
      const { pressed, silent } = await walk(person, cards);
      expect(silent).toEqual([]);
      expect(pressed.length).toBeGreaterThan(fewest[role]);
      expect(await overheard(chat, before)).toEqual([]);
    });
  }
}
