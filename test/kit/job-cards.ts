import { jobCards } from '../../src/bot/job-cards.ts';
import { loadCommands } from '../../src/bot/registry.ts';

export const registry = await loadCommands();

/** The cards of jobs, as the program gives them. */
export const { requestCard, answerCard, transferredCard, toldScheduledCard, reminderCard, weekCard, imports } =
  jobCards(registry);
