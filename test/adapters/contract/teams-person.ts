import type { Delivery, DialogView, FakeClient, FakeTeams } from '../teams/fake/index.ts';
import { type DataButton, inputsOf, unseen } from './adaptive-shown.ts';
import { type Answer, buttonOf, type Person, type Place, type ShownButton, type ShownCard } from './chat.ts';
import { cardShown, dialogShown, formShown, isForm, messageIn, type TeamsCard, toastShown } from './teams-card.ts';
import { asIfBy, foundIn, searchOf } from './teams-replay.ts';

interface Options {
  teams: FakeTeams;
  client: FakeClient;
  /** The person's Entra id, and the id of the channel. */
  id: string;
  channel: string;
  /** Waits until the adapter has nothing pending. */
  settled(): Promise<void>;
  /** Called with what was not answered as Teams wants it. */
  onProblem(delivery: Delivery): void;
}

/** One person's Teams: the channel, their chat with the bot, and their dialog. */
export function openClient({ teams, client, id, channel, settled, onProblem }: Options): Person {
  const direct = teams.direct(id);
  const at = { direct, channel };
  const messages = (place: Place) => client.sees(at[place]).filter(({ fromBot }) => fromBot);
  const dialog = () => JSON.stringify(client.dialog());
  /** What is sent to a place that one is not in is sent from one's own chat. */
  const own = (conversationId: string) => (conversationId.split(';')[0] === channel ? conversationId : direct);
  /** A dialog whose form was sent turns a wheel until it is answered, or Teams gives it up. */
  let sending = false;

  /** The bot's cards on the screen; one that has not changed since is the same. */
  const shown = (place: Place): ShownCard[] => messages(place).map((m) => cardShown(m, place));
  const all = () => [...shown('channel'), ...shown('direct')];

  async function send(work: () => Promise<Delivery>): Promise<Delivery> {
    const delivery = await work();
    if (delivery.problem) onProblem(delivery);
    return delivery;
  }

  /** Does it, and tells what has changed on the screen once the adapter has nothing pending. */
  async function act(...works: (() => Promise<Delivery>)[]): Promise<Answer> {
    await settled();
    const before = { cards: new Set(all()), dialog: dialog(), toasts: client.toast.length };
    const [interaction] = await Promise.all(works.map(send));
    await settled();
    const view = client.dialog();
    const isNew = view !== undefined && dialog() !== before.dialog;
    const toasts = client.toast.slice(before.toasts);
    const cards = [
      ...toasts.map((words, n) => toastShown(words, before.toasts + n, 'channel')),
      ...all().filter((card) => !before.cards.has(card)),
      ...(isNew && !isForm(view) ? [dialogShown(view)] : []),
    ];
    const form = isNew && isForm(view) ? formShown(view) : undefined;
    const words = [...cards.map((card) => card.words), ...(form ? [form.words] : [])].join('\n');
    return { interaction, cards, words, ...(form && { form }) };
  }

  const open = (): DialogView => {
    const view = client.dialog();
    if (!view) throw new Error('no dialog is open');
    return view;
  };

  function press(card: ShownCard, which: ShownButton | string): Promise<Delivery> {
    const { where, buttons } = card as TeamsCard;
    const button = (typeof which === 'string' ? buttonOf(card, which) : which) as DataButton;
    if (where.kind === 'dialog') {
      const alike = buttons.filter(({ label }) => label === button.label);
      return client.press(open(), button.label, { nth: alike.indexOf(button) });
    }
    const message = { id: where.id, conversationId: own(where.conversationId) };
    return client.pressData(message, button.data, kindOf(button));
  }

  const searched = () => inputsOf(client.dialog()?.card).find((input) => 'choices.data' in input);

  return {
    type: (line, place) => act(() => client.type(line, at[place])),
    press: (card, button) => act(() => press(card, button)),
    pressTwice: (card, button) =>
      act(
        () => press(card, button),
        () => press(card, button),
      ),
    async fill(values) {
      const person = searched()?.id;
      for (const [path, value] of Object.entries(values)) {
        const found: string[] = [];
        for (const words of path === person ? [value].flat() : [])
          found.push((await client.suggest(path, String(words)))[0]?.value ?? String(words));
        client.fill({ [path]: found.length > 0 ? found.join(',') : String(value) });
      }
    },
    addAnother: () => act(() => client.press(open(), 'Add another')),
    removeRow: (index) => act(() => client.press(open(), 'Remove', { nth: index })),
    submit: () =>
      act(async () => {
        sending = true;
        return client.submit().finally(() => {
          sending = false;
        });
      }),
    form() {
      const view = client.dialog();
      return view && isForm(view) ? formShown(view) : undefined;
    },
    async putAway() {
      client.closeDialog();
    },
    async search(words) {
      const found = await client.suggest(String(searched()?.id), words);
      return { interaction: searchOf(teams, id, words), found: found.map(({ title }) => unseen(title)) };
    },
    again: (interaction) => act(() => client.redeliver(interaction as Delivery)),
    async copy(interaction) {
      if (!('activity' in (interaction as object))) {
        const { queryText } = (interaction as ReturnType<typeof searchOf>).value as { queryText: string };
        const activity = searchOf(teams, id, queryText);
        const answer = await act(() => client.redeliver({ activity } as Delivery));
        return { ...answer, found: foundIn((answer.interaction as Delivery).body) };
      }
      return { ...(await act(() => asIfBy(client, own, interaction as Delivery))), found: [] };
    },
    async look() {
      await client.look(channel);
      await settled();
    },
    sees: shown,
    async open(file) {
      const message = messageIn(file);
      const before = client.files().length;
      // Someone else's is answered as if it had been asked in one's own chat.
      await act(() => client.consent({ ...message, conversationId: own(message.conversationId) }, true));
      return client.files().slice(before)[0]?.content;
    },
    screen() {
      const view = client.dialog();
      return [
        ...all().flatMap(({ words }) => words.split('\n')),
        ...(view ? dialogShown(view).words.split('\n') : []),
        ...client.toast,
        ...typing(teams, [direct, channel]),
        ...(sending ? ['Sending…'] : []),
      ];
    },
  };
}

function kindOf({ type, data }: DataButton): 'submit' | 'execute' | 'fetch' {
  if (type === 'Action.Execute') return 'execute';
  return (data.msteams as { type?: string } | undefined)?.type === 'task/fetch' ? 'fetch' : 'submit';
}

/** A line each time that Teams shows three dots there. */
const typing = ({ calls }: FakeTeams, conversations: string[]): string[] =>
  calls
    .filter(({ body }) => (body as { type?: string } | undefined)?.type === 'typing')
    .filter(({ path }) => conversations.some((each) => decodeURIComponent(path).includes(each)))
    .map(() => 'Staffroom is typing…');
