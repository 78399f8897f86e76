import { z } from 'zod';
import type { Keep } from '../../words/keep.ts';
import { type CentreConfig, centreFields, centreOf, centreProblems } from './centre.ts';
import { optional, url } from './fields.ts';
import { keepFields, keepOf, keepProblems } from './keep.ts';
import { secretKeyFields, secretKeyProblems } from './secret-key.ts';
import { type SlackConfig, slackFields, slackOf, slackProblems } from './slack.ts';
import { type TeamsConfig, teamsFields, teamsOf, teamsProblems } from './teams.ts';

/** What the environment may say; README.md has the same table in words. */
export interface Config {
  /** Nothing: an embedded PostgreSQL. */
  databaseUrl?: string;
  /** Nothing: an embedded catcher, which the playground shows. */
  smtpUrl?: string;
  mailFrom: string;
  host: string;
  port: number;
  /** Without a slash at its end. */
  publicUrl: string;
  /** Nothing: made at the first start. */
  secretKey?: string;
  /** Those that are good beside it while it is changed. */
  secretKeysBefore?: string[];
  /** Nothing: no Slack. */
  slack?: SlackConfig;
  /** Nothing: no Teams. */
  teams?: TeamsConfig;
  /** Nothing: the school is in the database already, or it is the playground's. */
  centre?: CentreConfig;
  /** The file that says how the schools’ sites are connected. Nothing: what is said in chat. */
  sitesFile?: string;
  /** How long requests are served after SIGTERM before the door closes, in seconds. */
  drainSeconds: number;
  /** For how long what nobody waits for any more is kept. */
  keep: Keep;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Longer than a proxy that looks each second needs to see that another copy is to be asked. */
const usualDrainSeconds = 3;
const longestDrainSeconds = 600;
const drainWords = `this is not a time in whole seconds; use 0 (the door closes at once) to ${longestDrainSeconds}`;

const portWords = 'this is not a port; use a whole number from 0 (any free one) to 65535';

const settings = z.object({
  DATABASE_URL: optional(url(['postgres:', 'postgresql:'], 'postgres://staffroom:secret@db.school.example/staffroom')),
  SMTP_URL: optional(url(['smtp:', 'smtps:'], 'smtps://user:secret@mail.school.example')),
  MAIL_FROM: optional(
    z
      .string()
      .regex(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/, 'this is not a sender such as Staffroom <no-reply@school.example>'),
  ),
  HOST: optional(z.string().regex(/^[\w.:-]+$/, 'this is not a host name or address; 127.0.0.1 is this machine only')),
  PORT: optional(
    z
      .string()
      .regex(/^\d{1,5}$/, portWords)
      .transform(Number)
      .refine((n) => n <= 65_535, portWords),
  ),
  PUBLIC_URL: optional(url(['http:', 'https:'], 'https://staffroom.school.example')),
  ...secretKeyFields,
  DRAIN_SECONDS: optional(
    z
      .string()
      .regex(/^\d{1,3}$/, drainWords)
      .transform(Number)
      .refine((n) => n <= longestDrainSeconds, drainWords),
  ),
  LOG_LEVEL: optional(z.enum(logLevels, { error: `this is none of ${logLevels.join(', ')}` })),
  SITES_FILE: optional(
    z.string().refine((path) => path.endsWith('.json'), {
      error: 'this is not the path of a JSON file such as /etc/staffroom/sites.json',
    }),
  ),
  ...keepFields,
  ...slackFields,
  ...teamsFields,
  ...centreFields,
});

/**
 * Reads the settings.
 *
 * @returns them, or a line for each that is wrong or missing: which, what is wrong, what to do
 */
export function readConfig(env: Record<string, string | undefined>): Config | { wrong: string[] } {
  const result = settings.safeParse(env);
  const wrong = result.success ? [] : result.error.issues.map((i) => `${String(i.path[0])}: ${i.message}.`);
  const has = (name: string) => (env[name] ?? '').trim() !== '';
  wrong.push(...secretKeyProblems(env));
  if (has('SMTP_URL') && !has('MAIL_FROM')) {
    wrong.push(
      'MAIL_FROM: missing, and needed with SMTP_URL. Set it to the sender of the mails, such as Staffroom <no-reply@school.example>.',
    );
  }
  const [chat] = [...(has('SLACK_BOT_TOKEN') ? ['Slack'] : []), ...(has('TEAMS_APP_ID') ? ['Teams'] : [])];
  if (has('SMTP_URL') && chat && !has('PUBLIC_URL')) {
    wrong.push(
      `PUBLIC_URL: missing, and needed with SMTP_URL and ${chat}, since links in mails lead there. Set it to where people’s browsers reach this machine, such as https://staffroom.school.example.`,
    );
  }
  wrong.push(
    ...slackProblems(has, env.PUBLIC_URL?.trim()),
    ...teamsProblems(has, env.NODE_ENV?.trim() === 'production'),
    ...centreProblems(has),
    ...(result.success ? keepProblems(result.data) : []),
  );
  if (!result.success || wrong.length > 0) return { wrong };
  const given = result.data;
  const port = given.PORT ?? 3000;
  const slack = slackOf(given);
  const teams = teamsOf(given);
  const centre = centreOf(given);
  return {
    ...(given.DATABASE_URL && { databaseUrl: given.DATABASE_URL }),
    ...(given.SMTP_URL && { smtpUrl: given.SMTP_URL }),
    mailFrom: given.MAIL_FROM ?? 'Staffroom <no-reply@staffroom.example>',
    host: given.HOST ?? '127.0.0.1',
    port,
    publicUrl: (given.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/+$/, ''),
    ...(given.SECRET_KEY && { secretKey: given.SECRET_KEY }),
    ...(given.SECRET_KEY_BEFORE && { secretKeysBefore: given.SECRET_KEY_BEFORE }),
    ...(slack && { slack }),
    ...(teams && { teams }),
    ...(centre && { centre }),
    ...(given.SITES_FILE && { sitesFile: given.SITES_FILE }),
    // Before the playground there is no proxy that could send anyone elsewhere.
    drainSeconds: given.DRAIN_SECONDS ?? (slack || teams ? usualDrainSeconds : 0),
    keep: keepOf(given),
    logLevel: given.LOG_LEVEL ?? 'info',
  };
}
