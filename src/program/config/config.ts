import { z } from 'zod';
import { isLoopback } from '../../lib/net.ts';
import type { Keep } from '../../words/keep.ts';
import type { MailPace } from '../../words/mail-server.ts';
import { addressFields, usualHost, usualPort } from './address.ts';
import { type CentreConfig, centreFields, centreOf, centreProblems } from './centre.ts';
import { databaseFields } from './database.ts';
import { keepFields, keepOf, keepProblems } from './keep.ts';
import { mailFields, mailPaceOf } from './mail-server.ts';
import { metricsFields } from './metrics.ts';
import { placeholderProblems } from './placeholders.ts';
import { proxyFields, type TrustedProxies } from './proxies.ts';
import { type LogLevel, runningFields, usualDrainSeconds } from './running.ts';
import { secretKeyFields, secretKeyProblems } from './secret-key.ts';
import { sitesFields } from './sites.ts';
import { type SlackConfig, slackFields, slackOf, slackProblems } from './slack.ts';
import { type TeamsConfig, teamsFields, teamsOf, teamsProblems } from './teams.ts';
import { needsTls, unencryptedFields, unencryptedProblems } from './unencrypted.ts';

/** What the environment may say; groups.ts has it in words. */
export interface Config {
  /** Nothing: an embedded PostgreSQL. */
  databaseUrl?: string;
  /** Nothing: an embedded catcher, which the playground shows. */
  smtpUrl?: string;
  /** Whether mails go to a server with TLS alone. */
  smtpNeedsTls: boolean;
  mailFrom: string;
  mailPace: MailPace;
  host: string;
  port: number;
  /** Without a slash at its end. */
  publicUrl: string;
  /** Whose word about where a request comes from is taken. Nothing: nobody's. */
  trustedProxies?: TrustedProxies;
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
  /** Who shows it is told at /metrics how the program does. Nothing: there is no such address. */
  metricsToken?: string;
  logLevel: LogLevel;
}

const settings = z.object({
  ...databaseFields,
  ...mailFields,
  ...addressFields,
  ...secretKeyFields,
  ...runningFields,
  ...sitesFields,
  ...unencryptedFields,
  ...proxyFields,
  ...keepFields,
  ...metricsFields,
  ...slackFields,
  ...teamsFields,
  ...centreFields,
});

/**
 * Reads the settings.
 *
 * @returns them, or a line for each that is wrong or missing: which, what is wrong, what to do
 */
export function readConfig(environment: Record<string, string | undefined>): Config | { wrong: string[] } {
  const env = trimmed(environment);
  const result = settings.safeParse(env);
  const wrong = result.success ? [] : result.error.issues.map((i) => `${String(i.path[0])}: ${i.message}.`);
  const has = (name: string) => (env[name] ?? '').trim() !== '';
  wrong.push(...secretKeyProblems(env));
  const [chat] = [
    ...(has('SLACK_BOT_TOKEN') || has('SLACK_CLIENT_ID') ? ['Slack'] : []),
    ...(has('TEAMS_APP_ID') ? ['Teams'] : []),
  ];
  const publicUrl = env.PUBLIC_URL ?? '';
  const isPublic = URL.canParse(publicUrl) && !isLoopback(publicUrl);
  if (chat && isPublic && !has('SMTP_URL')) {
    wrong.push(
      `SMTP_URL: missing, and needed with ${chat} and a PUBLIC_URL that others reach. Set it to your mail server, such as smtps://user:secret@mail.school.example, and MAIL_FROM to the sender of the mails.`,
    );
  }
  if (has('SMTP_URL') && !has('MAIL_FROM')) {
    wrong.push(
      'MAIL_FROM: missing, and needed with SMTP_URL. Set it to the sender of the mails, such as Staffroom <no-reply@school.example>.',
    );
  }
  if (has('SMTP_URL') && chat && !has('PUBLIC_URL')) {
    wrong.push(
      `PUBLIC_URL: missing, and needed with SMTP_URL and ${chat}, since links in mails lead there. Set it to where people’s browsers reach this machine, such as https://staffroom.school.example.`,
    );
  }
  wrong.push(
    ...slackProblems(has, publicUrl),
    ...teamsProblems(has, env.NODE_ENV === 'production'),
    ...centreProblems(has),
    ...(result.success ? keepProblems(result.data) : []),
  );
  // One line for each setting is enough.
  if (result.success) {
    wrong.push(...unencryptedProblems(result.data).filter((line) => !wrong.some((w) => nameIn(w) === nameIn(line))));
  }
  const examples = placeholderProblems(env);
  const others = wrong.filter((line) => !examples.some((example) => nameIn(example) === nameIn(line)));
  if (!result.success || others.length > 0 || examples.length > 0) return { wrong: [...others, ...examples] };
  const given = result.data;
  const port = given.PORT ?? usualPort;
  const slack = slackOf(given);
  const teams = teamsOf(given);
  const centre = centreOf(given);
  return {
    ...(given.DATABASE_URL && { databaseUrl: given.DATABASE_URL }),
    ...(given.SMTP_URL && { smtpUrl: given.SMTP_URL }),
    smtpNeedsTls: needsTls(given),
    mailFrom: given.MAIL_FROM ?? 'Staffroom <no-reply@staffroom.example>',
    mailPace: mailPaceOf(given),
    host: given.HOST ?? usualHost,
    port,
    publicUrl: (given.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/+$/, ''),
    ...(given.TRUSTED_PROXIES && { trustedProxies: given.TRUSTED_PROXIES }),
    ...(given.SECRET_KEY && { secretKey: given.SECRET_KEY }),
    ...(given.SECRET_KEY_BEFORE && { secretKeysBefore: given.SECRET_KEY_BEFORE }),
    ...(slack && { slack }),
    ...(teams && { teams }),
    ...(centre && { centre }),
    ...(given.SITES_FILE && { sitesFile: given.SITES_FILE }),
    // Before the playground there is no proxy that could send anyone elsewhere.
    drainSeconds: given.DRAIN_SECONDS ?? (slack || teams ? usualDrainSeconds : 0),
    keep: keepOf(given),
    ...(given.METRICS_TOKEN && { metricsToken: given.METRICS_TOKEN }),
    logLevel: given.LOG_LEVEL ?? 'info',
  };
}

/** Spaces at the ends are nobody's intent. A key counts to the letter: with another space it would open nothing. */
const trimmed = (environment: Record<string, string | undefined>) =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, name in secretKeyFields ? value : value?.trim()]),
  );

const nameIn = (line: string) => line.slice(0, line.indexOf(':'));

/** The names of all settings there are. */
export const knownSettings = [...Object.keys(settings.shape), 'NODE_ENV'];
