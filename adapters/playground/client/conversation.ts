import type { WireMessage, WirePlace } from '../wire.ts';
import { byId, el } from './dom.ts';
import { dayName } from './format.ts';
import { drawMessage } from './message.ts';

const places = {
  direct: {
    name: 'Staffroom',
    about: 'Only you and Staffroom are here.',
    empty: { title: 'Where to begin', words: 'Type a command below, or start with one of these.' },
  },
  approvals: {
    name: '# approvals',
    about: 'Everyone here sees the requests. Start a line with /staff to ask Staffroom.',
    empty: { title: 'No requests yet', words: 'What teachers ask for appears here.' },
  },
};

export function placeTitle(place: WirePlace): void {
  const { name, about, empty } = places[place];
  byId('place-name').textContent = name;
  byId('place-about').textContent = about;
  const welcome = byId('welcome');
  welcome.dataset.place = place;
  welcome.querySelector('h3')?.replaceChildren(empty.title);
  welcome.querySelector('p')?.replaceChildren(empty.words);
}

/** Still at the end, give or take a line? */
function atEnd(scroll: HTMLElement): boolean {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
}

/** The list of messages. `press` answers when the press is done; until then the message's buttons do nothing. */
export function conversation(press: (message: WireMessage, data: unknown) => Promise<void>) {
  const list = byId('messages');
  const scroll = byId('scroll');
  const drawn = new Map<string, { item: HTMLLIElement; message: WireMessage }>();
  let who = '';

  const item = (message: WireMessage) => {
    let busy = false;
    const drawing = drawMessage(message, who, async (data) => {
      // Two presses of one button are one press.
      if (busy) return;
      busy = true;
      drawing.setAttribute('aria-busy', 'true');
      try {
        await press(message, data);
      } finally {
        busy = false;
        drawing.removeAttribute('aria-busy');
      }
    });
    return drawing;
  };
  const drawDays = () => {
    byId('welcome').hidden = drawn.size > 0;
    if (drawn.size > 0) byId('waiting').replaceChildren();
    byId('talk').classList.toggle('unused', drawn.size === 0);
    for (const old of list.querySelectorAll('.day')) old.remove();
    let last = '';
    for (const { item: each, message } of drawn.values()) {
      const day = dayName(message.at);
      if (day !== last) each.before(el('li', { class: 'day' }, el('span', {}, day)));
      last = day;
    }
  };
  const add = (message: WireMessage) => {
    const fresh = item(message);
    const before = drawn.get(message.id);
    if (before) {
      const focused = before.item.contains(document.activeElement);
      before.item.replaceWith(fresh);
      // The pressed button is gone: the eye and the keyboard stay at the message.
      if (focused) {
        fresh.tabIndex = -1;
        fresh.focus({ preventScroll: true });
      }
    } else list.append(fresh);
    drawn.set(message.id, { item: fresh, message });
  };
  // Whether new messages come into view: until the person scrolls away from the end, and again when they are back.
  let following = true;
  let placed = 0;
  scroll.addEventListener('scroll', () => {
    if (scroll.scrollTop !== placed) following = atEnd(scroll);
  });
  const toEnd = () => {
    scroll.scrollTop = scroll.scrollHeight;
    placed = scroll.scrollTop;
  };
  /** To the end; of what is too long to be seen whole, to its beginning. */
  const follow = (id: string) => {
    toEnd();
    const last = drawn.get(id)?.item;
    if (last && last.offsetHeight > scroll.clientHeight) last.scrollIntoView({ block: 'start' });
    placed = scroll.scrollTop;
  };

  return {
    /** Shows a place from the start, without announcing each message. */
    open(messages: WireMessage[], as: string) {
      who = as;
      drawn.clear();
      list.replaceChildren();
      for (const message of messages) add(message);
      drawDays();
      following = true;
      toEnd();
    },
    /** Adds a message, or draws it anew where it stands. */
    show(message: WireMessage) {
      const isNew = !drawn.has(message.id);
      const end = atEnd(scroll);
      // Who says something wants to see the answer, wherever they were reading.
      if (isNew && message.from === who) following = true;
      add(message);
      drawDays();
      if (isNew && following) follow(message.id);
      else if (end) toEnd();
      if (message.summary) byId('announcer').textContent = `Staffroom: ${message.summary}`;
    },
    remove(id: string) {
      drawn.get(id)?.item.remove();
      drawn.delete(id);
      drawDays();
    },
    working(now: boolean) {
      byId('working').hidden = !now;
      if (now && following) toEnd();
    },
  };
}
