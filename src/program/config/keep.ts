import { z } from 'zod';
import { type Keep, usualKeep } from '../../words/keep.ts';
import { optional } from './fields.ts';

/** A job, and with it the mail that it sends, is tried for up to twelve days; what it needs has to be there. */
const fewestDays = 30;
const mostDays = 3_650;
const wrong = `this is not a time in whole days; use ${fewestDays} to ${mostDays}`;

const days = optional(
  z
    .string()
    .regex(/^\d{1,4}$/, wrong)
    .transform(Number)
    .refine((n) => n >= fewestDays && n <= mostDays, wrong),
);

export const keepFields = { KEEP_DAYS: days, KEEP_REQUESTS_DAYS: days, KEEP_TRANSFERS_DAYS: days };

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
