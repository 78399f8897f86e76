import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { connect } from '../../../db/connect.ts';
import approve from '../../../src/bot/commands/approve.ts';
import askReset from '../../../src/bot/commands/ask-reset.ts';
import deny from '../../../src/bot/commands/deny.ts';
import { jobCards } from '../../../src/bot/job-cards.ts';
import { registryOf } from '../../../src/bot/registry.ts';
import { startQueue } from '../../../src/jobs/queue.ts';
import { sendMail, sendMails } from '../../../src/jobs/tasks/send-mails.ts';
import { showRequestCopies } from '../../../src/jobs/tasks/show-request.ts';
import { tellAsker } from '../../../src/jobs/tasks/tell-asker.ts';
import { askForReset } from '../../../src/service/requests/ask.ts';
import { decide } from '../../../src/service/requests/decide.ts';
import type { Card } from '../../../src/ui/card.ts';
import type { Chat } from '../../../src/ui/chat.ts';
import { vouchesForAll } from '../../kit/ties.ts';

/**
 * A copy of the program as a process of its own, with a chat and a mail server that are files: what was sent is there,
 * however the process ends. At the step that it is told of it stops, says so, and waits to be killed.
 */

/** The commands that these cards' buttons lead to; in one file there is no folder to read them all from. */
const { answerCard, requestCard } = jobCards(registryOf([approve, deny, askReset]));

const [, , url = '', secret = '', operation = ''] = process.argv;

/** The folder of the files, and the step to stop at: one copy serves the end of a test and the beginning of the next. */
let [dir, stopAt] = ['', ''];
const told = once(process, 'message');
process.on('message', (message: { dir: string; stopAt: string }) => {
  ({ dir, stopAt } = message);
  process.stdout.write('told\n');
});

async function step(name: string): Promise<void> {
  if (name !== stopAt) return;
  process.stdout.write(`at ${name}\n`);
  await new Promise(() => setInterval(() => {}, 1_000));
}

function write(name: string, content: object): void {
  writeFileSync(join(dir, `${name}.new`), JSON.stringify(content));
  renameSync(join(dir, `${name}.new`), join(dir, `${name}.json`));
}

const chat: Chat = {
  platform: 'slack',
  look: (workspace, person) => vouchesForAll(app)(workspace, person),
  async post(to, card) {
    const kind = 'channel' in to ? 'card' : 'told';
    await step(`before ${kind} is posted`);
    const id = `${kind}-${randomUUID()}`;
    write(id, { to, card });
    await step(`after ${kind} was posted`);
    return { id };
  },
  async update(ref, card: Card) {
    const { id } = ref as { id: string };
    await step('before card is changed');
    write(id, { ...JSON.parse(readFileSync(join(dir, `${id}.json`), 'utf8')), card });
    await step('after card was changed');
    return true;
  },
};

const { db } = connect(url, { max: 3 });
const app = { db, clock: () => new Date(), secretKey: Buffer.from(secret, 'hex'), publicUrl: 'https://x.example' };

if (operation === '') {
  const show = showRequestCopies(app, [chat], requestCard, pino({ level: 'silent' }));
  const tell = tellAsker(app, [chat], answerCard);
  const mailer = {
    async send({ mailId, to, kind }: { mailId: string; to: string; kind: string }) {
      await step('before mail is sent');
      write(`mail-${mailId}`, { to, kind });
      await step('after mail was sent');
      return { taken: true } as const;
    },
  };
  // What was left undone is begun at once.
  await told;
  await startQueue({
    url,
    app,
    log: pino({ level: 'silent' }),
    rescueEveryMs: 100,
    deadAfterMs: 700,
    tasks: {
      'show-request': async (job) => {
        await show(job);
        await step('after cards were noted');
      },
      'tell-asker': async (job) => {
        await tell(job);
        await step('after telling was noted');
      },
      'send-mail': sendMail(app),
      'send-mails': sendMails({ app, mailer, pace: { connections: 1 }, log: pino({ level: 'silent' }) }),
    },
  });
  process.stdout.write('ready\n');
} else {
  // One operation, which waits for a table that the test has locked.
  const { act, ctx, id } = JSON.parse(operation);
  process.stdout.write('ready\n');
  if (act === 'ask') await askForReset({ ...ctx, ...app }, { reason: 'new phone' });
  else await decide({ ...ctx, ...app }, { id, decision: 'approve' });
  process.stdout.write('done\n');
}
