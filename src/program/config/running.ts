import { z } from 'zod';
import { setting } from './fields.ts';

/** Longer than a proxy that looks each second needs to see that another copy is to be asked. */
export const usualDrainSeconds = 3;
const maxDrainSeconds = 600;
const drainWords = `this is not a time in whole seconds; use 0 (the door closes at once) to ${maxDrainSeconds}`;

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export const runningFields = {
  DRAIN_SECONDS: setting(
    {
      is: `How long requests are still served after \`SIGTERM\`, in seconds up to ${maxDrainSeconds}, while \`/readyz\` says 503: as long as a proxy before several copies takes to notice. \`Ctrl-C\` waits for nothing.`,
      example: String(usualDrainSeconds),
      without: `${usualDrainSeconds} with Slack or Teams, else 0`,
    },
    z
      .string()
      .regex(/^\d{1,3}$/, drainWords)
      .transform(Number)
      .refine((n) => n <= maxDrainSeconds, drainWords),
  ),
  LOG_LEVEL: setting(
    {
      is: `What the log tells: ${logLevels.map((level) => `\`${level}\``).join(', ')}.`,
      example: 'info',
      without: '`info`',
    },
    z.enum(logLevels, { error: `this is none of ${logLevels.join(', ')}` }),
  ),
};
