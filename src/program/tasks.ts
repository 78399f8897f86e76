import { scimClient } from '../../adapters/scim/client/client.ts';
import { tellSite } from '../../adapters/sign-in/tell-site.ts';
import type { Chat } from '../bot/inbound.ts';
import { carryOutImport, dropImport } from '../bot/progression/import-job.ts';
import { answerCard, requestCard } from '../bot/requests/request-card.ts';
import { comparedCard } from '../bot/sites/sync-card.ts';
import type { Tasks } from '../jobs/queue.ts';
import { compareSiteTask } from '../jobs/tasks/compare-site.ts';
import { expireRequestTask } from '../jobs/tasks/expire-request.ts';
import { forgottenTask } from '../jobs/tasks/forgotten.ts';
import { importData } from '../jobs/tasks/import-data.ts';
import { followMails } from '../jobs/tasks/mail-progress.ts';
import { provisionTask } from '../jobs/tasks/provision.ts';
import { remindRequestTask } from '../jobs/tasks/remind-request.ts';
import { sendMail } from '../jobs/tasks/send-mail.ts';
import { showRequestCopies } from '../jobs/tasks/show-request.ts';
import { tellAsker } from '../jobs/tasks/tell-asker.ts';
import { tellSignedOut } from '../jobs/tasks/tell-signed-out.ts';
import { tellTransfer } from '../jobs/tasks/tell-transfer.ts';
import type { App } from '../service/context.ts';
import type { Mailer } from '../service/mail/mailer.ts';

/** All that the queue carries out, with what each needs. @param chats the chats there are by the time that a job runs */
export function tasksOf(app: App, chats: Chat[], mailer: Mailer): Tasks {
  const sites = scimClient();
  return {
    'send-mail': sendMail(app, mailer),
    forgotten: forgottenTask(app),
    'mail-progress': followMails(app, chats),
    'import-data': importData(app, chats, { carryOut: carryOutImport, drop: dropImport }),
    'tell-transfer': tellTransfer(app, chats),
    'show-request': showRequestCopies(app, chats, requestCard),
    'tell-asker': tellAsker(app, chats, answerCard),
    'remind-request': remindRequestTask(app),
    'expire-request': expireRequestTask(app),
    provision: provisionTask(app, sites),
    'compare-site': compareSiteTask(app, chats, sites, comparedCard),
    'tell-signed-out': tellSignedOut(app, tellSite),
  };
}
