import type { WirePlace, WireSuggestion } from '../wire.ts';
import { combobox } from './combobox.ts';
import { byId, complain, el, keepLinesApart } from './dom.ts';

interface Wiring {
  suggest(text: string, signal: AbortSignal): Promise<WireSuggestion[]>;
  /** Throws if it could not be sent: the line is put back then. */
  send(line: string): Promise<void>;
}

function drawSuggestion(each: WireSuggestion): Element[] {
  if (each.kind === 'person') {
    return [el('span', { class: 'name' }, each.name), el('span', { class: 'hint' }, each.hint)];
  }
  return [el('code', { class: 'usage' }, each.usage), el('span', { class: 'hint' }, each.summary)];
}

/** The few that are done most, and the way to all the rest. */
function firsts(all: WireSuggestion[]): WireSuggestion[] {
  const done = all.filter((each) => !/ help ./.test(each.line));
  if (done.length === all.length) return done.slice(0, 8);
  return [...done, { kind: 'command', line: '/staff help', usage: 'help', summary: 'Show all that I can do here' }];
}

/** The box to type in: completion as one types, the up arrow for what was sent before. */
export function composer({ suggest, send }: Wiring) {
  const line = byId<HTMLInputElement>('line');
  const popup = byId('popup');
  const reminder = byId('reminder');
  const trouble = byId('trouble');
  const chips = byId('chips');
  let past: string[] = [];
  let back = 0;

  const put = (text: string) => {
    line.value = text;
    line.setSelectionRange(text.length, text.length);
  };
  const take = (option: WireSuggestion): void => {
    box.close();
    put(option.line);
    line.focus();
    box.ask();
  };
  const box = combobox<WireSuggestion>(line, byId('suggestions'), {
    popup,
    pauseMs: 90,
    search: suggest,
    draw: drawSuggestion,
    take,
    show(found): void {
      // A line that is complete as it stands needs no suggestion to cover the talk.
      const options = found.filter((each) => each.kind !== 'usage' && each.line.trim() !== line.value.trim());
      const usage = found.find((each) => each.kind === 'usage');
      reminder.replaceChildren(...(usage ? drawSuggestion(usage) : []));
      popup.hidden = options.length === 0 && !usage;
      box.offer(options, -1);
    },
  });
  const submit = async () => {
    const text = line.value.trim();
    if (text === '') return;
    box.close();
    complain(trouble, '');
    put('');
    past.push(text);
    back = 0;
    try {
      await send(text);
    } catch {
      complain(trouble, 'Staffroom did not answer. Your line is kept: send it again.');
      if (line.value === '') put(text);
    }
  };
  const recall = (step: number) => {
    const to = Math.min(past.length, Math.max(0, back + step));
    if (to === back) return;
    back = to;
    put(past[past.length - back] ?? '');
  };

  /** A command that wants no more is sent at once; the others wait for their words. */
  const start = (each: WireSuggestion) => {
    put(each.line);
    if (each.kind === 'command' && !each.usage.includes('<')) void submit();
    else {
      line.focus();
      box.ask();
    }
  };

  line.addEventListener('input', () => {
    back = 0;
    box.ask();
  });
  keepLinesApart(line);
  line.addEventListener('keydown', (event) => {
    const options = box.options();
    const open = !popup.hidden && options.length > 0;
    const option = box.marked() ?? (event.key === 'Tab' && !event.shiftKey ? options[0] : undefined);
    const recalling = back > 0 || line.value === '';
    if (open && event.key === 'ArrowDown') box.next();
    else if (open && event.key === 'ArrowUp') box.previous();
    else if (open && option && (event.key === 'Tab' || event.key === 'Enter')) take(option);
    else if (!popup.hidden && event.key === 'Escape') box.close();
    else if (!open && recalling && event.key === 'ArrowUp') recall(1);
    else if (!open && back > 0 && event.key === 'ArrowDown') recall(-1);
    else return;
    event.preventDefault();
  });
  byId('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });

  return {
    focus: () => line.focus({ preventScroll: true }),
    /** The lines that the up arrow brings back, oldest first. */
    remember(lines: string[]) {
      past = [...lines];
      back = 0;
    },
    trouble: (words: string) => complain(trouble, words),
    chips(suggestions: WireSuggestion[]) {
      const button = (each: WireSuggestion, name: string, ...content: Element[]) => {
        const made = el('button', { type: 'button', class: name }, ...content);
        made.addEventListener('click', () => start(each));
        return made;
      };
      const line = (each: WireSuggestion) => el('code', {}, each.line.trim());
      chips.replaceChildren(...suggestions.slice(0, 5).map((each) => button(each, 'chip', line(each))));
      byId('welcome')
        .querySelector('ul')
        ?.replaceChildren(
          ...firsts(suggestions).map((each) => {
            const words = el('span', { class: 'hint' }, each.kind === 'command' ? each.summary : '');
            return el('li', {}, button(each, 'first', line(each), words));
          }),
        );
    },
    place(place: WirePlace) {
      box.close();
      // A phone has no room for more.
      const hint = matchMedia('(max-width: 430px)').matches ? 'Try /staff help' : 'Type a command, such as /staff help';
      line.placeholder = place === 'direct' ? hint : 'Message # approvals';
    },
  };
}
