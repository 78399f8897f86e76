import type { WirePlace, WireSuggestion } from '../wire.ts';
import { byId, el, freshId } from './dom.ts';
import { marker } from './marker.ts';

export interface Composer {
  focus(): void;
  /** The lines that the up arrow brings back, oldest first. */
  remember(lines: string[]): void;
  trouble(words: string): void;
  chips(suggestions: WireSuggestion[]): void;
  place(place: WirePlace): void;
}

interface Wiring {
  suggest(text: string, signal: AbortSignal): Promise<WireSuggestion[]>;
  /** Throws if it could not be sent: the line is put back then. */
  send(line: string): Promise<void>;
}

const pauseMs = 90;

function drawSuggestion(each: WireSuggestion): Element[] {
  if (each.kind === 'person') {
    return [el('span', { class: 'name' }, each.name), el('span', { class: 'hint' }, each.hint)];
  }
  return [el('code', { class: 'usage' }, each.usage), el('span', { class: 'hint' }, each.summary)];
}

/** The box to type in: completion as one types, the up arrow for what was sent before. */
export function composer({ suggest, send }: Wiring): Composer {
  const line = byId<HTMLInputElement>('line');
  const popup = byId('popup');
  const list = byId('suggestions');
  const reminder = byId('reminder');
  const trouble = byId('trouble');
  const chips = byId('chips');
  const marked = marker(line, list);
  let options: WireSuggestion[] = [];
  let asking: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let past: string[] = [];
  let back = 0;

  const close = () => {
    asking?.abort();
    clearTimeout(timer);
    popup.hidden = true;
    line.setAttribute('aria-expanded', 'false');
    marked.mark(-1);
  };
  const put = (text: string) => {
    line.value = text;
    line.setSelectionRange(text.length, text.length);
  };
  const take = (option: WireSuggestion) => {
    close();
    put(option.line);
    line.focus();
    ask();
  };
  const show = (found: WireSuggestion[]) => {
    // A line that is complete as it stands needs no suggestion to cover the talk.
    options = found.filter((each) => each.kind !== 'usage' && each.line.trim() !== line.value.trim());
    const usage = found.find((each) => each.kind === 'usage');
    reminder.replaceChildren(...(usage ? drawSuggestion(usage) : []));
    list.replaceChildren(
      ...options.map((each) => {
        const item = el('li', { role: 'option', id: freshId('suggestion'), 'aria-selected': 'false' });
        item.append(...drawSuggestion(each));
        item.addEventListener('pointerdown', (event) => event.preventDefault());
        item.addEventListener('click', () => take(each));
        return item;
      }),
    );
    popup.hidden = options.length === 0 && !usage;
    line.setAttribute('aria-expanded', String(options.length > 0));
    list.scrollTop = 0;
    marked.mark(-1);
  };
  const ask = () => {
    asking?.abort();
    clearTimeout(timer);
    if (line.value.trim() === '') return close();
    const mine = new AbortController();
    asking = mine;
    timer = setTimeout(() => {
      suggest(line.value, mine.signal)
        .then((found) => {
          if (!mine.signal.aborted && document.activeElement === line) show(found);
        })
        .catch(() => {
          // Typed on, or the server is away: suggestions are a help, not a need.
        });
    }, pauseMs);
  };
  const submit = async () => {
    const text = line.value.trim();
    if (text === '') return;
    close();
    trouble.hidden = true;
    put('');
    past.push(text);
    back = 0;
    try {
      await send(text);
    } catch {
      trouble.textContent = 'Staffroom did not answer. Your line is kept: send it again.';
      trouble.hidden = false;
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
      ask();
    }
  };

  line.addEventListener('input', () => {
    back = 0;
    ask();
  });
  line.addEventListener('blur', close);
  line.addEventListener('keydown', (event) => {
    const open = !popup.hidden && options.length > 0;
    const option = options[marked.at] ?? (event.key === 'Tab' && !event.shiftKey ? options[0] : undefined);
    const recalling = back > 0 || line.value === '';
    if (open && event.key === 'ArrowDown') marked.mark((marked.at + 1) % options.length);
    else if (open && event.key === 'ArrowUp') marked.mark(marked.at <= 0 ? options.length - 1 : marked.at - 1);
    else if (open && option && (event.key === 'Tab' || event.key === 'Enter')) take(option);
    else if (!popup.hidden && event.key === 'Escape') close();
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
    remember(lines) {
      past = [...lines];
      back = 0;
    },
    trouble(words) {
      trouble.textContent = words;
      trouble.hidden = words === '';
    },
    chips(suggestions) {
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
          ...suggestions.slice(0, 8).map((each) => {
            const words = el('span', { class: 'hint' }, each.kind === 'command' ? each.summary : '');
            return el('li', {}, button(each, 'first', line(each), words));
          }),
        );
    },
    place(place) {
      close();
      line.placeholder = place === 'direct' ? 'Type a command, such as /staff help' : 'Message # approvals';
    },
  };
}
