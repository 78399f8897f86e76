import * as AC from 'adaptivecards';
import type { AdaptiveCardJson } from '../../adaptive-card/json.ts';
import { el } from './dom.ts';
import { hostConfig } from './host-config.ts';
import { openMenu } from './menu.ts';
import { FormChoiceSet } from './person-input.ts';

/** Microsoft's own renderer, so that what is seen here is what Teams is sent. */

AC.GlobalRegistry.elements.register('Input.ChoiceSet', FormChoiceSet);
// The renderer registers its tables on import of a file that a bundler rightly drops as unused.
AC.GlobalRegistry.elements.register('Table', AC.Table);
// Choices are drawn as Markdown; there is none in our strings, and so they stay as they are.
AC.AdaptiveCard.onProcessMarkdown = (_text, result) => {
  result.didProcess = false;
};
AC.Strings.defaults.overflowButtonText = () => 'More';
AC.Strings.defaults.overflowButtonTooltip = () => 'More actions';
// The renderer's own menu can't be styled, nor reached by every screen reader.
AC.AdaptiveCard.onDisplayOverflowActionMenu = (actions, target) => {
  if (!target) return false;
  const items = actions.map((action) => ({
    label: action.title ?? '',
    danger: action.style === AC.ActionStyle.Destructive,
    choose: () => action.execute(),
  }));
  openMenu(target, items);
  return true;
};

const config = new AC.HostConfig(hostConfig);

/** Draws a card. `press` gets the data of a pressed button. */
export function draw(json: AdaptiveCardJson, press: (data: unknown) => void) {
  const card = new AC.AdaptiveCard();
  card.hostConfig = config;
  card.parse(json);
  card.onExecuteAction = (action) => {
    if (action instanceof AC.SubmitAction) press(action.data);
    // It is told before it is done.
    if (action instanceof AC.ToggleVisibilityAction) queueMicrotask(() => sayFolds(element));
    if (action instanceof AC.OpenUrlAction && action.url) window.open(action.url, '_blank', 'noopener');
  };
  const element = card.render() ?? document.createElement('div');
  // The renderer makes each card a tab stop of its own, which says nothing.
  element.removeAttribute('tabindex');
  element.removeAttribute('aria-label');
  // Ids are of one card; a page has many.
  for (const list of element.querySelectorAll('#facts, #rows')) {
    list.classList.add(list.id);
    list.removeAttribute('id');
  }
  for (const more of element.querySelectorAll('button[aria-expanded]')) more.setAttribute('aria-haspopup', 'menu');
  for (const folded of element.querySelectorAll('[id$="~folded"]')) folded.classList.add('folded');
  for (const button of element.querySelectorAll('button[aria-controls$="~folded"]')) {
    button.classList.add('folds');
  }
  sayFolds(element);
  breakAddresses(element);
  for (const kind of ['initials', 'beside']) {
    for (const words of element.querySelectorAll(`[id^="${kind}-"]`)) {
      words.removeAttribute('id');
      words.parentElement?.classList.add(kind);
    }
  }
  for (const letters of element.querySelectorAll('.initials')) letters.setAttribute('aria-hidden', 'true');
  // The whole of such a row is its first button; a second control for the same would be a second stop of the keyboard.
  for (const words of element.querySelectorAll('.rows > .ac-columnSet > .ac-selectable')) {
    words.removeAttribute('tabindex');
    words.removeAttribute('role');
    words.parentElement?.classList.add('opens');
  }
  // "Show" stands in every row; it is said with the row it is in.
  for (const row of element.querySelectorAll('.ac-columnSet')) {
    const title = row.querySelector(':scope > :not(.initials) .ac-textRun')?.textContent;
    for (const button of row.querySelectorAll('button')) {
      button.setAttribute('aria-label', `${button.getAttribute('aria-label') ?? button.textContent}: ${title}`);
    }
  }
  return { element, inputs: () => card.getAllInputs() };
}

/** Whether what each button unfolds is to be seen now. */
function sayFolds(element: HTMLElement): void {
  for (const button of element.querySelectorAll('.folds')) {
    const folded = element.querySelector<HTMLElement>(
      `[id="${CSS.escape(button.getAttribute('aria-controls') ?? '')}"]`,
    );
    // The renderer says it of the wrong one.
    folded?.removeAttribute('aria-expanded');
    button.setAttribute('aria-expanded', String(folded?.style.display !== 'none'));
  }
}

/** A long address may break behind its @, and not within a word. */
function breakAddresses(element: HTMLElement): void {
  for (const words of element.querySelectorAll('.ac-textRun')) {
    const text = words.textContent ?? '';
    if (!/\S@\S/.test(text)) continue;
    const parts = text.split(/(?<=\S@)(?=\S)/);
    words.replaceChildren(...parts.flatMap((part, index) => (index === 0 ? [part] : [el('wbr'), part])));
  }
}

/** What one types into or ticks: the control itself, or the group of them. */
export function controlOf(input: AC.Input | undefined): HTMLElement | undefined {
  return input?.renderedElement?.querySelector<HTMLElement>('.ac-input-container > *') ?? undefined;
}
