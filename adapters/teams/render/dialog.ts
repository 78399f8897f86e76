import { isObject } from '../../../src/lib/json.ts';
import { shorten } from '../../../src/lib/text.ts';
import type { Card } from '../../../src/ui/card.ts';
import { type Form, isSimple, peopleHeld } from '../../../src/ui/form.ts';
import { field as sayField } from '../../../src/ui/sentences/bot.ts';
import { teams as say, speech } from '../../../src/ui/sentences/chat.ts';
import { spoken } from '../../../src/ui/speech.ts';
import { readAction } from '../../adaptive-card/actions.ts';
import { adaptiveCard } from '../../adaptive-card/adaptive-card.ts';
import { carriedAs, carriedForm, packForm } from '../../adaptive-card/carried-form.ts';
import { renderForm } from '../../adaptive-card/form.ts';
import type { AdaptiveCardJson } from '../../adaptive-card/json.ts';
import { heading, titleOf } from '../../adaptive-card/sections.ts';
import { literal, text } from '../../adaptive-card/text.ts';
import { attachment, type TaskInfo } from './json.ts';
import { limits } from './limits.ts';
import { footOf, pages, teamsStyle } from './pages.ts';
import type { Origin, Surface } from './surface.ts';

const fitsBar = (title: string): boolean => [...title].length <= limits.title;

function task(title: string, card: AdaptiveCardJson, height: TaskInfo['height']): TaskInfo {
  return { title: literal(shorten(title, limits.title)), height, width: 'medium', card: attachment(card) };
}

/** A form as a dialog, its title in the bar, and in the form too where the bar has no room for all of it. */
export function formDialog(given: Form, origin?: Origin): TaskInfo {
  const form = spoken(given, speech.teamsDialog);
  const card = renderForm(form, {
    ...(origin && { data: { staffroomOrigin: origin } }),
    whole: { [carriedAs]: packForm(form) },
    file: () => say.attach(form.action.verb),
    channel: () => spoken(say.channelHere, speech.teamsDialog),
  });
  const body = fitsBar(form.title) ? card.body : [...heading({ title: form.title }), ...card.body];
  const inputs = JSON.stringify(body).split('"Input.').length - 1;
  return task(form.title, { ...card, body }, inputs > 3 ? 'large' : 'medium');
}

/**
 * A filled form as it was sent, with this above its fields; what is secret is asked for once more.
 *
 * @returns nothing where what was sent is no form of ours
 */
export function keptDialog(data: unknown, words: string, origin?: Origin): TaskInfo | undefined {
  if (!isObject(data) || !readAction(data)) return undefined;
  const form = carriedForm(data);
  // It holds all that was filled in, and brings the form back with it.
  if (!form) {
    const again = { type: 'Action.Submit', title: say.sendAgain, style: 'positive', data };
    const said = spoken(words, speech.teamsDialog);
    return task(say.stillHere, adaptiveCard(text(said), [again], said), 'small');
  }
  const { values } = form;
  const errors: Form['errors'] = { '': words };
  const fields = form.fields.map((field) => {
    const value = values[field.name];
    if (field.kind === 'text' && field.secret && value) {
      delete values[field.name];
      errors[field.name] = sayField.secretAgain;
    }
    if (field.kind !== 'person') return field;
    // What Teams found and sent back is an id; only the bot knows whose.
    const ids = peopleHeld(field, isSimple(value) ? value : undefined).filter((each) => each.value.startsWith('id:'));
    const selected = ids.map((each) => (each.label === each.value ? { ...each, label: say.personChosen } : each));
    return { ...field, selected };
  });
  try {
    return formDialog({ ...form, fields, errors }, origin);
  } catch {
    // It was not one of ours after all.
    return undefined;
  }
}

/** A card as a dialog. `whole`: the card as text, for a file, where the dialog can't hold it and says so. */
export function cardDialog(given: Card, surface: Surface, notes: string[] = []): { task: TaskInfo; whole?: string } {
  const card = spoken(given, speech.teamsDialog);
  const title = titleOf(card);
  const room = { room: limits.dialog.room, maxCards: 1 };
  const drawn = (titleless: boolean) =>
    pages(card, surface, footOf(card, surface), room, { ...teamsStyle, titleless }, notes);
  const short = drawn(fitsBar(title));
  // A dialog without anything in it looks broken.
  const { cards, whole } = short.cards[0]?.body.length === 0 ? drawn(false) : short;
  const [json] = cards as [AdaptiveCardJson];
  return { task: task(title, json, 'medium'), ...(whole === undefined ? {} : { whole }) };
}
