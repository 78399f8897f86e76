import type { App } from '../../service/context.ts';
import { mailToSend } from '../../service/mail/mail-to-send.ts';
import type { Mailer } from '../../service/mail/mailer.ts';
import { mailFailed, mailSent } from '../../service/mail/mark.ts';
import { lengthOfTime } from '../../ui/formats.ts';
import { mailProblem } from '../../ui/sentences/mail.ts';

/** How long a mail is tried before it is given up. */
const givenUpAfterMs = 7 * 24 * 3_600_000;

/**
 * Sends a mail of the outbox. After a crash between sending and marking a second copy goes out, with the same Message-ID,
 * by which mail programs know it for one.
 *
 * @throws what the mailer throws: the queue tries again
 */
export function sendMail(app: App, mailer: Mailer) {
  return async ({ mailId }: { mailId: string }): Promise<void> => {
    const mail = await mailToSend(app, mailId);
    if (!mail) return;
    try {
      const delivery = await mailer.send(mail);
      if (!delivery.taken) return await mailFailed(app, mailId, delivery.said);
    } catch (error) {
      if (app.clock().getTime() - mail.at.getTime() < givenUpAfterMs) throw error;
      return await mailFailed(app, mailId, mailProblem.notTaken(lengthOfTime(givenUpAfterMs)));
    }
    await mailSent(app, mailId, mail.to);
  };
}
