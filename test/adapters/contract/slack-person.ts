import { setTimeout as delay } from 'node:timers/promises';
import type { Delivery, FakeClient, FakeSlack, MessageView } from '../slack/fake/index.ts';
import { type Answer, buttonOf, type Person, type Place, type ShownButton, type ShownCard } from './chat.ts';
import { cardShown, formShown, isForm, type SlackButton, type SlackCard } from './slack-card.ts';
import { asIfBy, foundIn, searchOf } from './slack-replay.ts';

interface Options {
  slack: FakeSlack;
  client: FakeClient;
  /** Slack's id of the person, and of the channel. */
  id: string;
  channel: string;
  /** Waits until the adapter has nothing pending. */
  settled(): Promise<void>;
  /** How long an answer is waited for that does not come, in milliseconds. */
  timeoutMs?: number;
}

/** Messages by where they stand, with all that is seen of each in one string. */
type Shown = ReadonlyMap<string, { m: MessageView; place: Place; kept: string }>;

const keptAs = new WeakMap<MessageView, string>();

/** All that is seen of it; a message that has not changed since is the same view. */
function allOf(m: MessageView): string {
  const kept = keptAs.get(m) ?? JSON.stringify([m.text, m.blocks, m.files]);
  keptAs.set(m, kept);
  return kept;
}

/** One person's Slack: the channel, their chat with the bot, their dialogs and the bot's page. */
export function openClient({ slack, client, id, channel, settled, timeoutMs = 4_000 }: Options): Person {
  const direct = () => slack.direct(id);
  const messages = (place: Place) =>
    client.sees(place === 'direct' ? direct() : channel).filter(({ user }) => user !== id);
  const dialog = () => {
    const view = client.modal();
    return view && JSON.stringify([view.id, view.title, view.blocks, client.modalErrors()]);
  };
  const page = () => JSON.stringify(client.home()?.blocks);

  let last: { calls: number; messages: Shown } | undefined;
  /** The messages on the screen; only what the app did to Slack changes them. */
  function shown(): Shown {
    const calls = slack.calls.length;
    if (last?.calls === calls) return last.messages;
    const all = (['channel', 'direct'] as const).flatMap((place) => messages(place).map((m) => ({ m, place })));
    const keyed = all.map(({ m, place }) => {
      return [`${m.channel} ${m.ts}`, { m, place, kept: allOf(m) }] as const;
    });
    last = { calls, messages: new Map(keyed) };
    return last.messages;
  }

  /** Does it, and tells what has changed on the screen once the adapter has nothing pending. */
  async function act(work: () => Promise<Delivery[]>, { waits = true } = {}): Promise<Answer> {
    await settled();
    const before = { messages: shown(), dialog: dialog(), page: page(), calls: slack.calls.length };
    const changed = () => [...shown()].filter(([key, { kept }]) => before.messages.get(key)?.kept !== kept);
    /** A dialog may be drawn anew as it was: nothing more comes then. */
    const isDrawn = () => slack.calls.slice(before.calls).some(({ method }) => method === 'views.update');
    const isAnswered = () => isDrawn() || dialog() !== before.dialog || page() !== before.page || changed().length > 0;
    const deliveries = await work();
    const sent = deliveries.some((delivery) => delivery.sent);
    await settled();
    for (let left = timeoutMs; waits && sent && left > 0 && !isAnswered(); left -= 10) await delay(10);
    await settled();
    const view = client.modal();
    const isNew = view !== undefined && dialog() !== before.dialog;
    const home = client.home();
    const cards = [
      ...changed().map(([, { m, place }]) => cardShown(m, place)),
      ...(isNew && !isForm(view) ? [cardShown(view, 'dialog')] : []),
      ...(home && page() !== before.page ? [cardShown(home, 'home')] : []),
    ];
    const form = isNew && isForm(view) ? formShown(view, client.modalErrors()) : undefined;
    const words = [...cards.map((card) => card.words), ...(form ? [form.words] : [])].join('\n');
    return { interaction: deliveries[0], cards, words, ...(form && { form }) };
  }

  const press = (card: ShownCard, button: ShownButton | string) => {
    const { value } = (typeof button === 'string' ? buttonOf(card, button) : button) as SlackButton;
    return client.pressAction((card as SlackCard).where, { value });
  };
  const open = () => {
    const view = client.modal();
    if (!view) throw new Error('no form is open');
    return view;
  };
  const external = () => open().blocks.find(({ element }) => element?.type.endsWith('external_select'));

  return {
    type: (line, place) =>
      act(async () => [await (place === 'channel' ? client.command(`/staff ${line}`, channel) : client.message(line))]),
    async mention(line, where) {
      const parent = where === 'thread' ? slack.write(id, channel, 'Who is new?').ts : undefined;
      const answer = await act(async () => [await client.mention(`@Staffroom ${line}`, channel, parent)]);
      const stands = ({ where: at }: SlackCard) => at.kind !== 'view' && at.thread === parent;
      return { ...answer, cards: answer.cards.filter((card) => stands(card as SlackCard)) };
    },
    press: (card, button) => act(async () => [await press(card, button)]),
    pressTwice: (card, button) => act(() => Promise.all([press(card, button), press(card, button)])),
    async fill(values) {
      for (const [path, value] of Object.entries(values)) {
        const isSearched = external()?.block_id?.split('~')[0] === path;
        const found: (string | undefined)[] = [];
        for (const words of isSearched ? [value].flat() : [])
          found.push((await client.suggest(path, String(words)))[0]?.value ?? String(words));
        const chosen = found.length > 1 ? found.flatMap((each) => each ?? []) : found[0];
        client.fill({ [path]: chosen ?? value });
      }
    },
    addAnother: () => act(async () => [await client.press(open(), 'Add another')]),
    removeRow: (index) =>
      act(async () => [await client.pressAction(open(), { actionId: 'remove-row', value: `people.${index}` })]),
    // Slack's answer to a form is the acknowledgement itself.
    submit: () => act(async () => [await client.submit()], { waits: false }),
    form() {
      const view = client.modal();
      return view && isForm(view) ? formShown(view, client.modalErrors()) : undefined;
    },
    async putAway() {
      await client.closeModal({ all: true });
    },
    async search(words) {
      const found = await client.suggest(external()?.block_id ?? '', words);
      return { interaction: searchOf(slack, id, words), found: found.map(({ text }) => text) };
    },
    home: () => act(async () => [await client.openHome()]),
    again: (interaction) => act(async () => [await client.redeliver(interaction as Delivery)], { waits: false }),
    async copy(interaction) {
      const copied = asIfBy(slack, id, interaction as Delivery);
      const isForm = (copied.payload as { type?: string }).type === 'view_submission';
      const waits = copied.kind !== 'suggestion' && !isForm;
      const answer = await act(async () => [await client.redeliver(copied)], { waits });
      return { ...answer, found: foundIn(answer.interaction as Delivery) };
    },
    sees: (place) => messages(place).map((m) => cardShown(m, place)),
    async open({ ref }) {
      try {
        return client.download({ id: ref }).toString();
      } catch {
        return undefined;
      }
    },
    screen() {
      const view = client.modal();
      const home = client.home();
      return [
        ...[...shown().values()].flatMap(({ m, place }) => cardShown(m, place).words.split('\n')),
        ...(view ? formShown(view, client.modalErrors()).words.split('\n') : []),
        ...(home ? cardShown(home, 'home').words.split('\n') : []),
      ];
    },
  };
}
