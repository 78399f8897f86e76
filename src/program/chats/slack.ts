import type { Config } from '../config/config.ts';
import type { ChatOptions, RunningChat } from './running-chat.ts';
import { slackKeeper } from './slack-keeper.ts';
import { tiesOf } from './ties.ts';
import { unlessAmiss } from './unless-amiss.ts';

/** @throws Error with a sentence that says what to do */
export async function openSlack(
  { app, bot, inbox, changes, log, onCall }: ChatOptions,
  keys: NonNullable<Config['slack']>,
): Promise<RunningChat> {
  const { botToken, receive, apiUrl, oauth } = keys;
  // Large, and of no use without its keys.
  const { slack } = await import('../../../adapters/slack/slack.ts');
  const side = slack({
    bot,
    inbox: inbox.of('slack'),
    log,
    publicUrl: app.publicUrl,
    receive,
    ties: tiesOf(app, 'slack'),
    changes: { people: changes.of('slack', 'people'), installations: changes.of('slack', 'installations') },
    workspaces: oauth ? { oauth: { ...oauth, keeper: slackKeeper(app) } } : { botToken: botToken ?? '' },
    ...(apiUrl && { apiUrl }),
    ...(onCall && { onCall: onCall('slack') }),
  });
  const own = await side.ownWorkspace();
  const installs = oauth ? ` Workspaces install it at ${app.publicUrl}/slack/install.` : '';
  return {
    ...side,
    doors: side.door ? [side.door] : [],
    routers: side.router ? [side.router] : [],
    checks: { slack: () => unlessAmiss(side, { isOne: own !== undefined }) },
    ...(own && { own: { platform: 'slack' as const, ...own } }),
    time: { name: 'Slack', url: side.timeUrl },
    ready: `It listens to Slack: type /staff there.${installs}`,
    begin: side.start,
  };
}
