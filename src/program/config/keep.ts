import { z } from 'zod';
import { type Keep, usualKeep } from '../../words/keep.ts';
import { setting } from './fields.ts';

/** A job, and with it the mail that it sends, is tried for up to twelve days; what it needs has to be there. */
const minDays = 30;
const maxDays = 3_650;
const wrong = `this is not a time in whole days; use ${minDays} to ${maxDays}`;

const days = z
  .string()
  .regex(/^\d{1,4}$/, wrong)
  .transform(Number)
  .refine((n) => n >= minDays && n <= maxDays, wrong);

const likeRequests = `${usualKeep.requestDays}, or \`KEEP_DAYS\` where that is more`;

export const keepFields = {
  KEEP_DAYS: setting(
    {
      is: `For how many days what nobody waits for any more is kept, and purged then at night: mails that were sent, links that were used, references to messages, jobs given up. From ${minDays} to ${maxDays}. The audit trail and people’s accounts are never purged.`,
      example: String(usualKeep.days),
      without: String(usualKeep.days),
    },
    days,
  ),
  KEEP_REQUESTS_DAYS: setting(
    {
      is: 'The same of requests, in days since they were decided.',
      example: String(usualKeep.requestDays),
      without: likeRequests,
    },
    days,
  ),
  KEEP_TRANSFERS_DAYS: setting(
    {
      is: 'The same of transfers, which can be undone for so long.',
      example: String(usualKeep.transferDays),
      without: likeRequests,
    },
    days,
  ),
};

type Given = Partial<Record<keyof typeof keepFields, number>>;

/** A line for each that is shorter than KEEP_DAYS: a request or a transfer stays as long as the mails that name it. */
export function keepProblems(given: Given): string[] {
  const { days } = keepOf(given);
  return (['KEEP_REQUESTS_DAYS', 'KEEP_TRANSFERS_DAYS'] as const)
    .filter((name) => (given[name] ?? days) < days)
    .map(
      (name) =>
        `${name}: this is shorter than KEEP_DAYS, for which the mails about them are kept. Set it to ${days} or more.`,
    );
}

export function keepOf({ KEEP_DAYS, KEEP_REQUESTS_DAYS, KEEP_TRANSFERS_DAYS }: Given): Keep {
  const days = KEEP_DAYS ?? usualKeep.days;
  return {
    days,
    requestDays: KEEP_REQUESTS_DAYS ?? Math.max(days, usualKeep.requestDays),
    transferDays: KEEP_TRANSFERS_DAYS ?? Math.max(days, usualKeep.transferDays),
  };
}
