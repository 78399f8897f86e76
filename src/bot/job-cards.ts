import type { App } from '../service/context.ts';
import type { Jobs } from '../service/jobs.ts';
import type { TransferNotice } from '../service/progression/transfers.ts';
import type { RequestView } from '../service/requests/request.ts';
import type { Scheduled } from '../service/scheduled/list.ts';
import type { Week } from '../service/usage/digest.ts';
import type { Registry } from './command.ts';
import { toldScheduledCard } from './people/scheduled-cards.ts';
import { carryOutImport, dropImport } from './progression/carry-out-import.ts';
import { transferredCard } from './progression/transfer-cards.ts';
import { answerCard, requestCard } from './requests/card.ts';
import { comparedCard } from './sites/comparison-card.ts';
import { reminderCard, weekCard } from './usage/job-cards.ts';

/** The cards of jobs, which themselves know no command that a button could lead to. */
export const jobCards = (registry: Registry) => ({
  requestCard: (r: RequestView, timeZone: string, deciders?: string[]) => requestCard(registry, r, timeZone, deciders),
  answerCard: (r: RequestView) => answerCard(registry, r),
  transferredCard: (notice: TransferNotice, userId: string) => transferredCard(registry, notice, userId),
  comparedCard,
  reminderCard,
  weekCard: (week: Week) => weekCard(registry, week),
  toldScheduledCard: (plan: Scheduled[], isPlanner: boolean) => toldScheduledCard(registry, plan, isPlanner),
  imports: {
    carryOut: (app: App, job: Jobs['import-data'], progress: (done: number, total: number) => void) =>
      carryOutImport(app, registry, job, progress),
    drop: dropImport,
  },
});
