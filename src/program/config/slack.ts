import { z } from 'zod';
import { isLoopback } from '../../lib/net.ts';
import { setting, url } from './fields.ts';

export interface SlackConfig {
  /** Of the one workspace; nothing where workspaces install us by OAuth. */
  botToken?: string;
  /** How Slack reaches us: by Socket Mode, or by HTTP at `/slack/events`. */
  receive: { appToken: string } | { signingSecret: string };
  /** Nothing: Slack's own. With a slash at its end. */
  apiUrl?: string;
  oauth?: { clientId: string; clientSecret: string };
}

/** What people mistake for one another, as they lie side by side on Slack's pages. */
const tokens = [
  { starts: 'xoxb-', is: 'the bot token', belongs: 'it belongs in SLACK_BOT_TOKEN' },
  { starts: 'xapp-', is: 'the app-level token', belongs: 'it belongs in SLACK_APP_TOKEN' },
  { starts: 'xoxp-', is: 'a user token', belongs: 'Staffroom uses none' },
  {
    starts: 'xoxe',
    is: 'a token that expires',
    belongs: 'Staffroom uses none; make the app anew from its manifest, where token rotation is off',
  },
] as const;

/** Slack's secrets are 32 letters and digits today; what is sure is that a token is none. */
const plain = /^(?!xox|xapp-)[^\s]{16,}$/;

/** @param begins how it begins, if all do: one that does, and is no such token, was cut or has more than it */
function secret(form: RegExp, where: string, begins?: string) {
  return z.string().superRefine((value, ctx) => {
    if (form.test(value)) return;
    const other = tokens.find(({ starts }) => value.startsWith(starts) && starts !== begins);
    const isOwn = begins !== undefined && value.startsWith(begins);
    const not = other
      ? `this is ${other.is}; ${other.belongs}. Here goes`
      : `this is not ${isOwn ? 'the whole of ' : ''}what Slack shows as`;
    ctx.addIssue({ code: 'custom', message: `${not} ${where}` });
  });
}

export const slackFields = {
  SLACK_BOT_TOKEN: setting(
    {
      is: 'The app’s bot token; with it goes one of the next two.',
      example: 'xoxb-',
      without: 'no Slack; with it, no playground',
    },
    secret(/^xoxb-[\w-]{8,}$/, 'the “Bot User OAuth Token” of OAuth & Permissions, which begins with xoxb-', 'xoxb-'),
  ),
  SLACK_APP_TOKEN: setting(
    {
      is: 'An app-level token, by which Slack reaches Staffroom in Socket Mode: no public address is needed.',
      example: 'xapp-',
      needed: 'with Slack, or else `SLACK_SIGNING_SECRET`',
    },
    secret(/^xapp-[\w-]{8,}$/, 'an “App-Level Token” of Basic Information, which begins with xapp-', 'xapp-'),
  ),
  SLACK_SIGNING_SECRET: setting(
    {
      is: 'The signing secret, by which Slack reaches Staffroom by HTTP at `PUBLIC_URL/slack/events`.',
      needed: 'with Slack, or else `SLACK_APP_TOKEN`',
    },
    secret(plain, 'the “Signing Secret” of Basic Information'),
  ),
  SLACK_CLIENT_ID: setting(
    {
      is: 'In place of the bot token, for several workspaces that install the app themselves at `PUBLIC_URL/slack/install`: the app’s client id.',
      without: 'one workspace',
    },
    secret(/^\d+\.\d+$/, 'the “Client ID” of Basic Information, digits with a dot'),
  ),
  SLACK_CLIENT_SECRET: setting(
    { is: 'The app’s client secret.', needed: 'with `SLACK_CLIENT_ID`' },
    secret(plain, 'the “Client Secret” of Basic Information'),
  ),
  SLACK_API_URL: setting(
    { is: 'Where Slack’s API is.', example: 'https://slack.com/api/', without: 'Slack’s own' },
    url(['http:', 'https:'], 'https://slack.com/api/')
      .refine((s) => s.endsWith('/'), { error: 'this must end in /, as https://slack.com/api/ does' })
      .refine((s) => new URL(s).protocol !== 'http:' || isLoopback(s), {
        error: 'tokens would go there unencrypted; use https, or an address of this machine',
      }),
  ),
};

type Name = keyof typeof slackFields;
type Given = Partial<Record<Name, string>>;

/**
 * What the settings of Slack lack, or have too much of, taken together; a line each.
 *
 * @param has whether a setting is there at all, right or wrong
 */
export function slackProblems(has: (name: Name) => boolean, publicUrl: string | undefined): string[] {
  const [any] = (Object.keys(slackFields) as Name[]).filter(has);
  if (!any) return [];
  const wrong: string[] = [];
  const say = (name: Name, sentence: string) => wrong.push(`${name}: ${sentence}`);
  const oauth = has('SLACK_CLIENT_ID') || has('SLACK_CLIENT_SECRET');
  if (oauth && has('SLACK_BOT_TOKEN'))
    say(
      'SLACK_BOT_TOKEN',
      'set beside SLACK_CLIENT_ID or SLACK_CLIENT_SECRET. It is one token for one school, or installs by OAuth, not both: take the one or the other out.',
    );
  if (has('SLACK_CLIENT_ID') && !has('SLACK_CLIENT_SECRET'))
    say('SLACK_CLIENT_SECRET', 'missing, and needed with SLACK_CLIENT_ID. It is under Basic Information in Slack.');
  if (has('SLACK_CLIENT_SECRET') && !has('SLACK_CLIENT_ID'))
    say('SLACK_CLIENT_ID', 'missing, and needed with SLACK_CLIENT_SECRET. It is under Basic Information in Slack.');
  if (!oauth && !has('SLACK_BOT_TOKEN'))
    say(
      'SLACK_BOT_TOKEN',
      `missing, and needed with ${any}. Set it to the “Bot User OAuth Token” that Slack shows once the app is installed.`,
    );
  if (has('SLACK_APP_TOKEN') && has('SLACK_SIGNING_SECRET'))
    say(
      'SLACK_SIGNING_SECRET',
      'set beside SLACK_APP_TOKEN. Keep the app token for Socket Mode, which needs no public address, or the signing secret for HTTP, and take the other out.',
    );
  if (!has('SLACK_APP_TOKEN') && !has('SLACK_SIGNING_SECRET'))
    say(
      'SLACK_APP_TOKEN',
      'missing. Set it to an app-level token for Socket Mode, or set SLACK_SIGNING_SECRET for HTTP at /slack/events.',
    );
  if (oauth && publicUrl && URL.canParse(publicUrl) && !publicUrl.startsWith('https:') && !isLoopback(publicUrl))
    wrong.push(
      'PUBLIC_URL: not https, and Slack sends no one back there after an install. Set it to an https address.',
    );
  return wrong;
}

/** The settings of Slack, once nothing is wrong with them; nothing where there are none. */
export function slackOf(given: Given): SlackConfig | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = given;
  const { SLACK_API_URL: apiUrl, SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret } = given;
  const receive = appToken ? { appToken } : signingSecret ? { signingSecret } : undefined;
  if (!receive) return undefined;
  return {
    receive,
    ...(botToken && { botToken }),
    ...(apiUrl && { apiUrl }),
    ...(clientId && clientSecret && { oauth: { clientId, clientSecret } }),
  };
}
