import { type Request, type Response, Router } from 'express';
import type { Bot } from '../../src/bot/inbound.ts';
import { objectOf } from '../../src/lib/json.ts';
import { workbookType } from '../../src/ui/card.ts';
import type { CaughtMail } from '../../src/ui/caught-mail.ts';
import { bytesOf } from '../../src/ui/file-bytes.ts';
import { speech } from '../../src/ui/sentences/chat.ts';
import { spoken } from '../../src/ui/speech.ts';
import { readAction } from '../adaptive-card/actions.ts';
import { renderCard } from '../adaptive-card/card.ts';
import { readForm } from '../adaptive-card/read-form.ts';
import { sendMailPage } from '../pages/mail-frame.ts';
import { filesOf, placeOf, Refused, requireText } from './read.ts';
import { approvals, directOf, type Listener, type Room } from './room.ts';
import { openStream } from './stream.ts';
import { suggest } from './suggest.ts';
import { openTalk, senderOf, wordsForBot } from './talk.ts';
import type { WireAnswer, WireMail, WirePerson } from './wire.ts';

export interface ApiOptions {
  bot: Bot;
  people: WirePerson[];
  /** The workspace's id, as the bot knows it. */
  workspace: string;
  mails: { list(): CaughtMail[]; onChange(callback: () => void): () => void };
}

/** Longest line, in characters: two thousand addresses. */
const maxText = 100_000;

/** The JSON behind the page, and the stream of what happens. `close` ends the streams. */
export function api({ bot, mails, people, workspace }: ApiOptions, room: Room): { routes: Router; close: () => void } {
  const routes = Router();
  const talk = openTalk(bot, room, workspace);
  const open = new Set<Listener & { end(): void }>();

  const personOf = (key: unknown): WirePerson => {
    const person = people.find((each) => each.key === key);
    if (!person) throw new Refused(404, 'no such person');
    return person;
  };
  const post = (path: string, act: (body: Record<string, unknown>, person: WirePerson) => Promise<WireAnswer>) =>
    routes.post(path, async (req: Request, res: Response) => {
      const body = objectOf(req.body);
      res.json(await act(body, personOf(body.as)));
    });

  post('/say', async (body, person) => {
    const place = placeOf(body.place);
    const id = requireText(body.id, 'id', 100);
    const line = requireText(body.text, 'text', maxText).trim();
    const words = wordsForBot(line, place);
    // A slash command is seen by nobody else; what is said to the channel is seen by all.
    const hidden = place === 'approvals' && line.startsWith('/') && words !== undefined;
    const echo = `said-${id}`;
    if (!room.find(person.key, echo)) {
      const where = place === 'direct' ? directOf(person.key) : approvals;
      room.post({ id: echo, place: where, from: person.key, text: line, ...(hidden ? { only: person.key } : {}) });
    }
    return words === undefined ? {} : await talk({ id, person, place, event: { type: 'text', text: words } });
  });

  post('/press', async (body, person) => {
    const action = readAction(body.data);
    // What is shown before anything was said is no message.
    const isFirst = body.message === undefined;
    const pressed = isFirst ? undefined : room.find(person.key, requireText(body.message, 'message', 120));
    if (!action || !(isFirst || pressed)) throw new Refused(400, 'no such button');
    const place = pressed?.place === approvals ? 'approvals' : 'direct';
    return await talk({
      id: requireText(body.id, 'id', 100),
      person,
      place,
      event: { type: 'press', action },
      ...(pressed && { pressed }),
    });
  });

  post('/submit', async (body, person) => {
    const action = readAction(body.data);
    if (!action) throw new Refused(400, 'no such form');
    const values = { ...readForm(body.data), ...filesOf(body.files) };
    // The form may have been opened by a button, whose message the answer may replace.
    const pressed = typeof body.message === 'string' ? room.find(person.key, body.message) : undefined;
    const event = { type: 'submit', action, values } as const;
    const id = requireText(body.id, 'id', 100);
    return await talk({ id, person, place: placeOf(body.place), event, ...(pressed ? { pressed } : {}) });
  });

  routes.get('/suggest', async (req, res) => {
    const sender = senderOf(personOf(req.query.as), workspace);
    res.json(await suggest(bot, sender, requireText(req.query.text, 'text'), placeOf(req.query.place)));
  });

  routes.get('/waiting', async (req, res) => {
    const card = await bot.waiting(senderOf(personOf(req.query.as), workspace));
    res.json(card ? [renderCard(spoken(card, speech.playground))] : []);
  });

  routes.get('/people', async (req, res) => {
    const sender = senderOf(personOf(req.query.as), workspace);
    res.json((await bot.search(sender, requireText(req.query.q, 'q', 200))).slice(0, 15));
  });

  routes.get('/file/:message/:index', (req, res) => {
    const person = personOf(req.query.as);
    const message = room.find(person.key, req.params.message);
    const file = message?.owner === person.key ? message.card?.files?.[Number(req.params.index)] : undefined;
    if (!file) throw new Refused(404, 'no such file');
    res
      .attachment(file.name)
      .type(file.type === workbookType ? file.type : `${file.type}; charset=utf-8`)
      .send(bytesOf(file));
  });

  routes.get('/mail/:id', (req, res) => {
    const mail = mails.list().find((each) => each.id === req.params.id);
    if (!mail) throw new Refused(404, 'no such mail');
    sendMailPage(res, mail);
  });

  routes.get('/events', (req, res) => {
    const { key } = personOf(req.query.as);
    const stream = openStream(res);
    const listener = { key, send: stream.send, end: stream.end };
    stream.send({ type: 'snapshot', messages: room.seenBy(key), mails: mails.list().map(toWireMail) });
    const stop = mails.onChange(() => stream.send({ type: 'mails', mails: mails.list().map(toWireMail) }));
    room.listeners.add(listener);
    open.add(listener);
    res.on('close', () => {
      stop();
      room.listeners.delete(listener);
      open.delete(listener);
    });
  });

  routes.use((error: unknown, _req: Request, res: Response, next: (error: unknown) => void) => {
    if (!(error instanceof Refused)) return next(error);
    res.status(error.status).json({ error: error.message });
  });

  return {
    routes,
    close: () => {
      for (const each of open) each.end();
    },
  };
}

const toWireMail = ({ html: _, at, ...mail }: CaughtMail): WireMail => ({ ...mail, at: at.toISOString() });
