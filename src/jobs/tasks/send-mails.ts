import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { harmlessLine } from '../../lib/harmless-error.ts';
import type { App } from '../../service/context.ts';
import { isDatabaseAway } from '../../service/database-errors.ts';
import { queueJobs } from '../../service/jobs.ts';
import {
  keepPlace,
  lookForMails,
  type MailServer,
  manyUnclear,
  noteHeld,
  noteUnclear,
  noteWell,
  quicken,
  readMailServer,
} from '../../service/mail/mail-server.ts';
import { mailToSend } from '../../service/mail/mail-to-send.ts';
import type { Delivery, Mailer } from '../../service/mail/mailer.ts';
import { mailFailed, mailSent } from '../../service/mail/mark.ts';
import { type NextMail, nextMail, nextMailAt, putMailOff } from '../../service/mail/next-mail.ts';
import { lanes, maxTries, nextPlace } from '../../service/mail/pace.ts';
import { inTransaction } from '../../service/transaction.ts';
import { mailServer as say } from '../../ui/sentences/mail-server.ts';
import type { MailPace } from '../../words/mail-server.ts';

export interface SendMails {
  app: App;
  mailer: Mailer;
  pace: MailPace;
  log: Logger;
  /** How long one job goes on before others of the queue have their turn, in milliseconds. */
  turnMs?: number;
}

/** A mail that is refused again and again while others are taken is given up when it is so old, in milliseconds. */
const oldestMs = 25 * 24 * 3_600_000;

/** Has what is to be sent looked for, after a mail was added. */
export function sendMail(app: App) {
  return (): Promise<void> => inTransaction(app, ({ db }) => queueJobs(db, [lookForMails]));
}

/**
 * Sends the mails of the outbox, the most urgent first, several at once, until none is due, the mail server is to be let be, others
 * of the queue should have their turn, or the program stops; then a job for the rest is queued. After a crash between sending and
 * marking a second copy of a mail goes out, with the same Message-ID, by which mail programs know it for one.
 *
 * What is about an address ends or puts off that mail. What is about us keeps all mails, and counts against none.
 */
export function sendMails({ app, mailer, pace, log, turnMs = 2_000 }: SendMails) {
  return async (_payload?: unknown, stop?: AbortSignal): Promise<void> => {
    const inHand = new Map<string, { since: number; work: Promise<void> }>();
    const bugs: unknown[] = [];
    let server = await quicken(app, await readMailServer(app.db), pace);
    let until = server.notBefore && server.notBefore > app.clock() ? server.notBefore : undefined;
    let isPaced = false;

    const hold = async (held: Parameters<typeof noteHeld>[2]) => {
      // Of several that were under way the first has said it.
      if (until) return;
      until = app.clock();
      const { server: now, began } = await noteHeld(app, pace, held);
      const { nextMailAt } = server;
      server = { ...now, nextMailAt };
      until = now.notBefore ?? until;
      if (began) log.warn({ why: began.why, problem: began.problem }, say.logHeld[began.why]);
    };
    const well = async () => {
      if (!isTroubled(server)) return;
      const { server: now, ended } = await noteWell(app);
      server = { ...now, nextMailAt: server.nextMailAt };
      if (ended) log.info(say.logWell);
    };

    async function oneMail(next: NextMail): Promise<void> {
      const mail = await mailToSend(app, next.id);
      if (!mail) return;
      const delivery = await mailer.send(mail);
      if (!delivery.taken) return refused(next, delivery);
      await mailSent(app, next.id, mail.to);
      await well();
    }

    async function refused(next: NextMail, delivery: Exclude<Delivery, { taken: true }>): Promise<void> {
      if (delivery.about === 'us') {
        // Refused so before, and others were taken since: it is this one alone.
        const isAlone = delivery.later && next.tries > 0 && !server.failingSince;
        // What may have arrived is not sent again without end.
        if (delivery.later) await putOff(next, delivery.problem, { counts: isAlone || delivery.unsure === true });
        return isAlone ? undefined : hold(delivery);
      }
      if (delivery.about === 'unclear' && (next.tries === 0 || server.unclear >= manyUnclear)) {
        const { nextMailAt } = server;
        server = { ...(await noteUnclear(app)), nextMailAt };
        if (server.unclear >= manyUnclear) {
          await putOff(next, delivery.said, { counts: false });
          return hold({ why: delivery.ifUs, problem: delivery.problem });
        }
      }
      if (delivery.about === 'address') await mailFailed(app, next.id, delivery.said);
      else await putOff(next, delivery.said, { counts: true, atLeastMs: delivery.retryAfterMs });
      // Who answers for one address is there, and has let us ask. Whether it takes what we send is seen by a mail that it takes.
      if (server.why !== 'setting' && server.why !== 'quota' && delivery.about !== 'unclear') await well();
    }

    async function putOff(next: NextMail, said: string, options: Parameters<typeof putMailOff>[2]): Promise<void> {
      const isOld = !server.failingSince && app.clock().getTime() - next.createdAt.getTime() > oldestMs;
      if (isOld || (options.counts && next.tries + 1 >= maxTries)) return mailFailed(app, next.id, said);
      await putMailOff(app, next, options);
    }

    /** What is wrong with one mail by a fault of ours keeps no other from leaving. */
    async function unlessBroken(next: NextMail): Promise<void> {
      try {
        await oneMail(next);
      } catch (error) {
        if (isDatabaseAway(error)) throw error;
        log.error({ mailId: next.id, problem: harmlessLine(error) }, 'A mail can’t be made or sent.');
        await putMailOff(app, next, { counts: false });
      }
    }

    const turnEnds = performance.now() + turnMs;
    // A server may take minutes over one mail: the others of the queue have their turn, but mails go on beside it.
    const goesOn = () => {
      // One that is taken when the database is closed already would go out again.
      if (stop?.aborted) return false;
      const now = performance.now();
      return now < turnEnds || [...inHand.values()].some(({ since }) => now - since > turnMs);
    };

    for (;;) {
      while (!until && bugs.length === 0 && inHand.size < lanes(server, pace) && goesOn()) {
        const place = nextPlace(server, pace, app.clock());
        if (!place.go) {
          until = place.at ?? undefined;
          break;
        }
        const next = await nextMail(app, [...inHand.keys()]);
        if (!next) break;
        isPaced ||= place.at !== null;
        server = { ...server, nextMailAt: place.at };
        const work = unlessBroken(next)
          .catch((error) => void bugs.push(error))
          .finally(() => inHand.delete(next.id));
        inHand.set(next.id, { since: performance.now(), work });
      }
      if (inHand.size === 0) break;
      const under = [...inHand.values()].map(({ work }) => work);
      await Promise.race([...under, delay(turnMs, undefined, { ref: false })]);
    }
    if (isPaced) await keepPlace(app, server);
    if (bugs.length > 0) throw bugs[0];
    await lookLater(app, until);
  };
}

const isTroubled = ({ failingSince, unclear }: MailServer) => failingSince !== null || unclear > 0;

/** Queues a job for those who are left, when the next of them is due. @param notBefore where the server is to be let be */
async function lookLater(app: App, notBefore: Date | undefined): Promise<void> {
  const due = await nextMailAt(app);
  if (!due) return;
  const run_at = new Date(Math.max(due.getTime(), notBefore?.getTime() ?? 0, app.clock().getTime()));
  // A key of its own: under the other it would put off a look for a mail that was added just now.
  await inTransaction(app, ({ db }) => queueJobs(db, [{ ...lookForMails, key: 'later:send-mails', run_at }]));
}
