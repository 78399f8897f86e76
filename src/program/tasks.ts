import { scimClient } from '../../adapters/scim/client/client.ts';
import { tellSite } from '../../adapters/sign-in/tell-site.ts';
import type { Registry } from '../bot/command.ts';
import type { Chat } from '../bot/inbound.ts';
import { jobCards } from '../bot/job-cards.ts';
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
export function tasksOf(app: App, chats: Chat[], mailer: Mailer, registry: Registry): Tasks {
  const sites = scimClient();
  const cards = jobCards(registry);
  return {
    'send-mail': sendMail(app, mailer),
    forgotten: forgottenTask(app),
    'mail-progress': followMails(app, chats),
    'import-data': importData(app, chats, cards.imports),
    'tell-transfer': tellTransfer(app, chats, cards.transferredCard),
    'show-request': showRequestCopies(app, chats, cards.requestCard),
    'tell-asker': tellAsker(app, chats, cards.answerCard),
    'remind-request': remindRequestTask(app),
    'expire-request': expireRequestTask(app),
    provision: provisionTask(app, sites),
    'compare-site': compareSiteTask(app, chats, sites, cards.comparedCard),
    'tell-signed-out': tellSignedOut(app, tellSite),
  };
}
