import { setTimeout as delay } from 'node:timers/promises';
import type { WireAnswer, WireEvent, WireForm, WireMessage } from '../../../adapters/playground/wire.ts';

type Snapshot = Extract<WireEvent, { type: 'snapshot' }>;

const buttonsOf = (card: WireMessage['card'] | WireForm['card']) => card?.actions ?? [];

/** The labels of a message's own buttons. */
const labels = (message: WireMessage | undefined) => buttonsOf(message?.card).map((a) => String(a.title));

/**
 * The playground's HTTP as its page's script uses it.
 *
 * @param at where the page is, and what its browser sends with each request, once it is there
 */
export function pageScript(at: () => { url: string; headers: Record<string, string> }) {
  const api = (path: string) => `${at().url}/api/${path}`;

  async function send(path: string, body: Record<string, unknown>): Promise<WireAnswer> {
    const response = await fetch(api(path), {
      method: 'POST',
      headers: { ...at().headers, 'content-type': 'application/json' },
      body: JSON.stringify({ id: crypto.randomUUID(), ...body }),
    });
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as WireAnswer;
  }

  /** What this person's page shows: the first event of a fresh stream. */
  async function snapshot(as: string): Promise<Snapshot> {
    const stop = new AbortController();
    const response = await fetch(api(`events?as=${as}`), { headers: at().headers, signal: stop.signal });
    const reader = response.body?.getReader();
    let text = '';
    while (!/data: .*\n\n/.test(text)) text += new TextDecoder().decode((await reader?.read())?.value);
    stop.abort();
    return JSON.parse(/data: (.*)\n\n/.exec(text)?.[1] ?? '') as Snapshot;
  }

  return {
    api,
    snapshot,
    say: (as: string, text: string, place = 'direct') => send('say', { as, place, text }),
    seen: async (as: string) => (await snapshot(as)).messages,
    /** The newest card that says this, as soon as it is there. */
    async shown(as: string, words: string): Promise<WireMessage> {
      for (const end = performance.now() + 10_000; performance.now() < end; await delay(20)) {
        const found = (await snapshot(as)).messages.findLast((m) => JSON.stringify(m.card ?? '').includes(words));
        if (found) return found;
      }
      throw new Error(`nobody said “${words}” to ${as}`);
    },
    press(as: string, message: WireMessage, label: string): Promise<WireAnswer> {
      const button = buttonsOf(message.card).find((a) => a.title === label);
      if (!button) throw new Error(`no ${label} among ${labels(message)}`);
      return send('press', { as, message: message.id, data: button.data });
    },
    submit(as: string, { form }: WireAnswer, values: Record<string, string>, place = 'direct'): Promise<WireAnswer> {
      const [button] = buttonsOf(form?.card);
      if (!button) throw new Error('no form is open');
      return send('submit', { as, place, data: { ...values, ...(button.data as object) } });
    },
  };
}
