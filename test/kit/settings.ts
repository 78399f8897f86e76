import type { FakeSlack } from '../adapters/slack/fake/index.ts';

/** The settings of a program that talks to a fake Slack, as the environment has them. */
export const slackSettings = (
  databaseUrl: string,
  { botToken, signingSecret, apiUrl }: Pick<FakeSlack, 'botToken' | 'signingSecret' | 'apiUrl'>,
) => ({
  DATABASE_URL: databaseUrl,
  SECRET_KEY: 'x'.repeat(32),
  PORT: '0',
  SLACK_BOT_TOKEN: botToken,
  SLACK_SIGNING_SECRET: signingSecret,
  SLACK_API_URL: apiUrl,
});

/** A school that is made at the first start. @param coordinator their e-mail */
export const schoolSettings = (coordinator: string) => ({
  CENTRE_NAME: 'Riverside International School',
  CENTRE_NUMBER: 'IN123',
  COORDINATOR_EMAIL: coordinator,
  SUPPORT_CONTACT: 'the IT help desk',
});
