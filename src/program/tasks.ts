import type { Logger } from 'pino';
import { tellSite } from '../../adapters/sign-in/tell-site.ts';
import type { Registry } from '../bot/command.ts';
import type { Chat } from '../bot/inbound.ts';
import { jobCards } from '../bot/job-cards.ts';
import type { Tasks } from '../jobs/queue.ts';
import { compareSiteTask } from '../jobs/tasks/compare-site.ts';
import { importData } from '../jobs/tasks/import-data.ts';
import { followMails } from '../jobs/tasks/mail-progress.ts';
import { sendMail, sendMails } from '../jobs/tasks/send-mails.ts';
import { showRequestCopies } from '../jobs/tasks/show-request.ts';
import { tellAsker } from '../jobs/tasks/tell-asker.ts';
import { tellLateAnswers } from '../jobs/tasks/tell-late-answers.ts';
import { tellMailServer } from '../jobs/tasks/tell-mail-server.ts';
import { tellReminder } from '../jobs/tasks/tell-reminder.ts';
import { tellScheduled } from '../jobs/tasks/tell-scheduled.ts';
import { tellSignedOut } from '../jobs/tasks/tell-signed-out.ts';
import { tellTransfer } from '../jobs/tasks/tell-transfer.ts';
import { tellWeek } from '../jobs/tasks/tell-week.ts';
import type { HttpClient } from '../lib/http-client.ts';
import type { App } from '../service/context.ts';
import type { Mailer } from '../service/mail/mailer.ts';
import { sendForgotten } from '../service/passwords/forgotten.ts';
import type { SiteClient } from '../service/provisioning/site-client.ts';
import { syncSite } from '../service/provisioning/sync-site.ts';
import { expireRequest, remindRequest } from '../service/requests/remind-and-expire.ts';
import { carryOutScheduled } from '../service/scheduled/carry-out.ts';
import { noteFailed } from '../service/sign-in/check-password.ts';
import { mailCodes } from '../service/workspaces/join-centre.ts';
import type { MailPace } from '../words/mail-server.ts';

/**
 * All that the queue carries out, with what each needs.
 *
 * @param pace how quickly mails are sent at most
 * @param chats the chats there are by the time that a job runs
 * @param sites asks the sites for what keeps them in step
 * @param http tells the sites the rest
 * @param log told of sign-ins that are nobody's, and of answers and requests that reach nobody
 */
export function tasksOf(
  app: App,
  chats: Chat[],
  mailer: Mailer,
  pace: MailPace,
  registry: Registry,
  sites: SiteClient,
  http: HttpClient,
  log: Logger,
): Tasks {
  const cards = jobCards(registry);
  return {
    'send-mail': sendMail(app),
    'send-mails': sendMails({ app, mailer, pace, log }),
    'tell-mail-server': tellMailServer(app, chats),
    'workspace-codes': (job) => mailCodes(app, job),
    forgotten: (job) => sendForgotten(app, job),
    'sign-in-failed': (job) => noteFailed(app, log, job),
    'mail-progress': followMails(app, chats),
    'import-data': importData(app, chats, cards.imports),
    'tell-reminder': tellReminder(app, chats, cards.reminderCard),
    'tell-week': tellWeek(app, chats, cards.weekCard),
    'tell-transfer': tellTransfer(app, chats, cards.transferredCard),
    'carry-out-scheduled': ({ id }) => carryOutScheduled(app, id),
    'tell-scheduled': tellScheduled(app, chats, cards.toldScheduledCard),
    'carry-out-planned': ({ id }) => carryOutScheduled(app, id),
    'tell-planned': tellScheduled(app, chats, cards.toldScheduledCard),
    'show-request': showRequestCopies(app, chats, cards.requestCard, log),
    'tell-asker': tellAsker(app, chats, cards.answerCard),
    'tell-late': tellLateAnswers(app, chats, log),
    'remind-request': ({ requestId }) => remindRequest(app, requestId),
    'expire-request': ({ requestId }) => expireRequest(app, requestId),
    provision: ({ connectionId }) => syncSite(app, sites, connectionId),
    'compare-site': compareSiteTask(app, chats, sites, cards.comparedCard),
    'tell-signed-out': tellSignedOut(app, tellSite(http)),
  };
}
