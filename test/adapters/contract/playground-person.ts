import { randomUUID } from 'node:crypto';
import type { WireAnswer, WireMessage } from '../../../adapters/playground/wire.ts';
import type { Option } from '../../../src/ui/form.ts';
import { type DataButton, inputsOf } from './adaptive-shown.ts';
import { type Answer, buttonOf, type Person, type Place, type ShownButton, type ShownCard } from './chat.ts';
import {
  addButton,
  cardShown,
  formShown,
  type OpenForm,
  openForm,
  removeButton,
  sendButton,
} from './playground-card.ts';
import { openStream } from './playground-stream.ts';

/** What the page sent. */
interface Sent {
  path: 'say' | 'press' | 'submit' | 'people';
  body: Record<string, unknown>;
}

const wire = { direct: 'direct', channel: 'approvals' } as const;

/** One person's page: it sends what the page's script sends, and shows what the page shows. */
export async function openBrowser(url: string, key: string, ring: () => number): Promise<Person> {
  const stream = await openStream(`${url}/api/events?as=${key}`, ring);
  let form: OpenForm | undefined;
  let awaited = 0;

  async function send({ path, body }: Sent): Promise<WireAnswer | undefined> {
    awaited += 1;
    try {
      const response = await fetch(`${url}/api/${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      return response.ok ? ((await response.json()) as WireAnswer) : undefined;
    } finally {
      awaited -= 1;
    }
  }

  const shown = () => [...stream.messages.values()].filter(({ from }) => from === 'staffroom');
  const kept = new WeakMap<WireMessage, string>();
  const asKept = (message: WireMessage) => {
    const words = kept.get(message) ?? JSON.stringify(message);
    kept.set(message, words);
    return words;
  };

  /** Sends it, so often at once, and tells what came of it. */
  async function act(sent: Sent, { times = 1, ids = [String(sent.body.id)] } = {}): Promise<Answer> {
    const before = new Map(shown().map((m) => [m.id, asKept(m)]));
    const each = Array.from({ length: times }, (_, i) => ({
      ...sent,
      body: { ...sent.body, id: ids[i] ?? randomUUID() },
    }));
    const answers = await Promise.all(each.map(send));
    await stream.upToDate();
    const place = sent.body.place as string | undefined;
    const message = typeof sent.body.message === 'string' ? sent.body.message : undefined;
    const opened = answers.find((answer) => answer?.form)?.form;
    const kept = answers.find((answer) => answer?.kept !== undefined)?.kept;
    const at = place ?? stream.messages.get(message ?? '')?.place ?? 'direct';
    // The dialog stays until the answer to it is no form.
    if (opened) form = openForm(opened, at, message);
    else if (kept !== undefined && form) form = { ...form, kept };
    else if (sent.path === 'submit') form = undefined;
    const cards = shown()
      .filter((m) => before.get(m.id) !== asKept(m))
      .map(cardShown);
    const now = (opened || kept !== undefined) && form ? formShown(form) : undefined;
    const words = [...cards.map((card) => card.words), ...(now ? [now.words] : [])].join('\n');
    return { interaction: sent, cards, words, ...(now && { form: now }) };
  }

  const press = (card: ShownCard, button: ShownButton | string, times = 1) => {
    const { data } = (typeof button === 'string' ? buttonOf(card, button) : button) as DataButton;
    // A button that was copied from someone else's page is sent as one of one's own: another message is refused unread.
    const message = stream.messages.has(card.id) ? card.id : [...stream.messages.keys()][0];
    return act({ path: 'press', body: { id: randomUUID(), as: key, message, data } }, { times });
  };
  const sendForm = (button: DataButton | undefined) => {
    if (!form || !button) throw new Error('no form is open');
    const { place, message, inputs } = form;
    const body = { id: randomUUID(), as: key, place, message, data: { ...inputs, ...button.data }, files: {} };
    return act({ path: 'submit', body });
  };
  const find = async (words: string) => {
    const response = await fetch(`${url}/api/people?as=${key}&q=${encodeURIComponent(words)}`);
    return (await response.json()) as Option[];
  };

  return {
    type: (line, place) => {
      const text = place === 'channel' ? `/staff ${line}` : line;
      return act({ path: 'say', body: { id: randomUUID(), as: key, place: wire[place], text } });
    },
    press: (card, button) => press(card, button),
    pressTwice: (card, button) => press(card, button, 2),
    async fill(values) {
      if (!form) throw new Error('no form is open');
      const kinds = new Map(inputsOf(form.wire.card).map((each) => [String(each.id), each]));
      for (const [path, value] of Object.entries(values)) {
        const input = kinds.get(path);
        if (!input) throw new Error(`no field ${path}; there are ${[...kinds.keys()].join(', ')}`);
        const found: string[] = [];
        for (const words of input.style === 'filtered' ? [value].flat() : [])
          found.push((await find(String(words)))[0]?.value ?? String(words));
        form.inputs[path] = found.length > 0 ? found.join(',') : String(value);
      }
    },
    addAnother: () => sendForm(form && addButton(form)),
    removeRow: (index) => sendForm(form && removeButton(form, index)),
    submit: () => sendForm(form && sendButton(form)),
    form: () => form && formShown(form),
    async putAway() {
      form = undefined;
    },
    async search(words) {
      const found = (await find(words)).map(({ label }) => label);
      return { interaction: { path: 'people', body: { q: words } } satisfies Sent, found };
    },
    again: (interaction) => act(interaction as Sent),
    async copy(interaction) {
      const { path, body } = interaction as Sent;
      if (path === 'people') {
        const found = (await find(String(body.q))).map(({ label }) => label);
        return { interaction, cards: [], words: '', found };
      }
      // A press comes from a message that the page shows: any of one's own will do.
      const [own] = stream.messages.keys();
      const answer = await act({ path, body: { ...body, id: randomUUID(), as: key, message: own } });
      return { ...answer, found: [] };
    },
    sees: (place: Place) =>
      shown()
        .map(cardShown)
        .filter((card) => card.in === place),
    async open({ ref }) {
      const response = await fetch(`${url}/api/file/${ref}?as=${key}`);
      return response.ok ? await response.text() : undefined;
    },
    screen: () => [
      ...shown().flatMap((m) => cardShown(m).words.split('\n')),
      ...(form ? formShown(form).words.split('\n') : []),
      // The page says so itself for as long as a request is out; playground-page.test.ts sees it do so.
      ...(awaited > 0 ? ['Staffroom is working…'] : []),
    ],
  };
}
