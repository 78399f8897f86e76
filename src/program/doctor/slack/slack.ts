import { httpClient } from '../../../lib/http-client.ts';
import { objectOf, stringOf } from '../../../lib/json.ts';
import { isLoopback } from '../../../lib/net.ts';
import { findInstallation, installedIn } from '../../../service/workspaces/installations.ts';
import { slack as say } from '../../../ui/sentences/chat.ts';
import type { Check, DoctorContext, Finding } from '../check.ts';
import { askSlack } from './ask.ts';
import { scopeFindings } from './scopes.ts';

type Asking = Pick<Parameters<typeof askSlack>[1], 'http' | 'apiUrl' | 'signal'>;
type Keys = NonNullable<DoctorContext['config']['slack']>;

/** Slack's tokens, what they may do, and how Slack reaches us. */
export const slack: Check = {
  about: 'Slack',
  needs: [
    'SLACK_BOT_TOKEN',
    'SLACK_APP_TOKEN',
    'SLACK_SIGNING_SECRET',
    'SLACK_CLIENT_ID',
    'SLACK_CLIENT_SECRET',
    'SLACK_API_URL',
  ],
  async look(at, signal) {
    const keys = at.config.slack;
    if (!keys) return [];
    const apiUrl = keys.apiUrl ?? 'https://slack.com/api/';
    const asking = { http: httpClient({ home: isLoopback(apiUrl) }), apiUrl, signal };
    const found = await Promise.all([
      keys.botToken ? ofToken(keys.botToken, '', asking) : ofInstalls(at, asking),
      'appToken' in keys.receive ? ofSockets(at, keys.receive.appToken, asking) : [bySigning(at)],
    ]);
    const all = found.flat();
    // That Slack can't be reached is said once.
    return all.filter((one, i) => i === all.findIndex(({ says }) => says === one.says));
  },
};

/** @param where such as ` in T0123`, where there are several */
async function ofToken(token: string, where: string, asking: Asking, remedy?: string): Promise<Finding[]> {
  const said = await askSlack('auth.test', { ...asking, token });
  if (!said.ok && !said.isReached) return [unreached(said.error)];
  if (!said.ok) {
    const says = `Slack refuses the bot token${where} (${said.error}). Nothing works there.`;
    return [{ about: 'Slack', is: 'wrong', says, todo: say.remedy(said.error, remedy) }];
  }
  const { team, user, is_enterprise_install: isOrgWide } = said.names;
  if (isOrgWide === true && !remedy)
    return [{ about: 'Slack', is: 'wrong', says: say.tokenOfOrganisation.replace(/^SLACK_BOT_TOKEN: t/, 'T') }];
  const names = [stringOf(team), stringOf(user) && `as ${stringOf(user)}`].filter(Boolean).join(', ');
  return [
    {
      about: 'Slack',
      is: 'good',
      says: `Slack takes the bot token${where}: ${names}. Whether it knows the command /staff can’t be asked.`,
    },
    ...scopeFindings(said.scopes, where),
  ];
}

const unreached = (error: string): Finding => ({
  about: 'Slack',
  is: 'unknown',
  says: `Slack can’t be reached (${error}), so that its tokens were not looked at.`,
  todo: 'Look at this machine’s network and DNS: it has to reach https://slack.com and wss-primary.slack.com.',
});

/** Each workspace that has installed us. */
async function ofInstalls(at: DoctorContext, asking: Asking): Promise<Finding[]> {
  const app = await at.app();
  if (!app) {
    const says = 'The workspaces that have installed Staffroom can’t be looked at without the database and SECRET_KEY.';
    return [{ about: 'Slack', is: 'unknown', says }];
  }
  const ids = (await at.tables()) ? await installedIn(app, 'slack') : [];
  const install = `${at.config.publicUrl}/slack/install`;
  if (ids.length === 0) {
    const says = 'No workspace has installed Staffroom yet.';
    return [{ about: 'Slack', is: 'note', says, todo: `Workspaces install it at ${install}.` }];
  }
  const found = await Promise.all(
    ids.map(async (id) => {
      const content = await findInstallation(app, 'slack', id).catch(() => undefined);
      const token = stringOf(objectOf(objectOf(content && JSON.parse(content)).bot).token);
      if (token) return ofToken(token, ` of ${id}`, asking, install);
      const says = `What Slack gave at the install in ${id} can’t be opened with this SECRET_KEY.`;
      return [
        {
          about: 'Slack',
          is: 'wrong' as const,
          says,
          todo: `Put the SECRET_KEY of before back, or open ${install} in that workspace.`,
        },
      ];
    }),
  );
  return found.flat();
}

/**
 * Socket Mode. Slack allows few calls of apps.connections.open in a minute (tier 1), and a program that connects anew needs them: so
 * it is not called where a program runs that is connected. The address that it gives is thrown away: no connection is opened, and
 * so nothing that people do comes here.
 */
async function ofSockets(at: DoctorContext, token: string, asking: Asking): Promise<Finding[]> {
  const running = await at.running();
  if (running?.isStaffroom && running.status === 'ready')
    return [{ about: 'Slack', is: 'good', says: 'The program that runs is connected by Socket Mode.' }];
  const said = await askSlack('apps.connections.open', { ...asking, token });
  if (said.ok) {
    const says = 'Slack takes the app token, and gives an address for Socket Mode. No connection was opened.';
    return [{ about: 'Slack', is: 'good', says }];
  }
  if (!said.isReached) return [unreached(said.error)];
  const isNoScope = said.error === 'missing_scope' || said.error === 'not_allowed_token_type';
  return [
    {
      about: 'Slack',
      is: 'wrong',
      says: `Slack refuses the app token (${said.error}). Nothing that people do in Slack arrives.`,
      todo: isNoScope
        ? 'Make another App-Level Token under Basic Information, with the scope connections:write, and put it into SLACK_APP_TOKEN.'
        : 'Copy an App-Level Token with the scope connections:write from Basic Information into SLACK_APP_TOKEN. If it is the right one, see that Socket Mode is on.',
    },
  ];
}

const bySigning = ({ config }: { config: { publicUrl: string; slack?: Keys } }): Finding => ({
  about: 'Slack',
  is: 'unknown',
  says: 'Whether SLACK_SIGNING_SECRET is right can’t be tried from here: only Slack knows it.',
  todo: `Type /staff in Slack. If there is no answer, compare it with Basic Information, and see that the Request URL is ${config.publicUrl}/slack/events.`,
});
