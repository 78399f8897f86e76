import { Refusal } from '../../service/errors.ts';
import { may, NotAllowed } from '../../service/policy.ts';
import { type ClientSetUp, connectSite, disconnectSite, renewSecret } from '../../service/sites/connect-site.ts';
import { readConnections } from '../../service/sites/read.ts';
import type { Card } from '../../ui/card.ts';
import { siteNames } from '../../ui/sentences/names.ts';
import { sites as say } from '../../ui/sentences/sites.ts';
import type { Site } from '../../words/sites.ts';
import { type Call, command, type InputOf } from '../command.ts';
import { seen } from '../form-inputs.ts';
import { choice } from '../inputs.ts';
import { pick } from '../line/options.ts';
import { listCard, setUpFile, siteCard } from '../sites/cards.ts';
import { siteInputs } from '../sites/inputs.ts';

const steps = { connect: say.connect, secret: say.newSecret, off: say.turnOff };

const inputs = {
  site: choice({
    label: say.form.site,
    options: siteNames,
    only: ({ known }) => known.centre.sites,
    line: 'word',
    asksIf: (call) => siteIn(call) === undefined,
  }),
  do: choice({ label: say.title, options: steps, line: 'word', asksIf: () => false }),
  ...siteInputs,
  seen: seen(),
};

function siteIn({ given }: Call): Site | undefined {
  return typeof given?.site === 'string' ? pick(siteNames, given.site) : undefined;
}

export default command({
  verb: 'site',
  aliases: ['sites', 'connect', 'connect site', 'site settings'],
  about: ['connect'],
  group: 'school',
  order: 30,
  label: say.title,
  usage: 'site [site] [connect|secret|off]',
  summary: 'Connect sites, so that people sign in there with Staffroom',
  examples: ['site', 'site test-maker', 'site hub connect', 'site hub secret', 'site forums off'],
  may: 'settings.read',
  inputs,
  title: (call) => say.form.title(siteIn(call)),
  intro: ({ ctx }) => {
    if (!may(ctx.actor, 'settings.change')) throw new NotAllowed('settings.change', null);
    return say.form.intro;
  },
  submit: say.form.submit,
  prefill: async (call) => {
    const site = siteIn(call);
    const connection = site && (await connectionOf(call, site));
    if (!connection) return {};
    const { scimAuth, redirectUris, postLogoutUris } = connection;
    const client = scimAuth && scimAuth !== 'token' ? scimAuth : null;
    return {
      homeUrl: connection.homeUrl ?? '',
      redirectUris: redirectUris.join('\n'),
      postLogoutUris: postLogoutUris.join('\n'),
      logoutUrl: connection.logoutUrl ?? '',
      withoutSecret: !connection.hasSecret,
      withoutPkce: connection.withoutPkce,
      scimUrl: connection.scimUrl ?? '',
      scimTokenUrl: client?.tokenUrl ?? '',
      scimClientId: client?.clientId ?? '',
    };
  },
  askAnyway: (input, filled) => !filled && input.do === 'connect' && !saysHow(input),
  preview: async (call, { site, do: step }) => {
    if (!site || (step !== 'secret' && step !== 'off')) return undefined;
    const connection = await connectionOf(call, site);
    if (!connection) throw new Refusal('site-not-connected', { site });
    const off = step === 'off';
    return {
      card: {
        title: off ? say.askOff(site) : say.askSecret(site),
        text: off ? [...say.offFollows] : [say.secretFollows],
      },
      basis: { id: connection.id, changedAt: connection.changedAt.toISOString() },
      yes: off ? say.turnOff : say.secretYes,
      danger: true,
    };
  },
  run: async (call, input) => {
    const { site, do: step, seen: _, ...details } = input;
    if (!site) {
      if (step === 'connect' || saysHow(input)) throw new Refusal('value-missing', {}, 'site');
      return listCard(call, await readConnections(call.ctx, {}));
    }
    if (step === 'off') {
      await disconnectSite(call.ctx, { site });
      return { title: say.offDone(site), tone: 'good', text: [say.offNext] };
    }
    if (step === 'secret') {
      const { page } = await renewSecret(call.ctx, { site });
      return {
        title: say.secretDone(site),
        tone: 'good',
        text: [say.setUp],
        page: { label: say.showSecret, url: page },
      };
    }
    if (step === 'connect' || saysHow(input)) return connect(call, site, details);
    return siteCard(call, site, await connectionOf(call, site));
  },
});

type Details = Omit<InputOf<typeof inputs>, 'site' | 'do' | 'seen'>;

async function connect(call: Call, site: Site, details: Details): Promise<Card> {
  const { isNew, changed, setUp } = await connectSite(call.ctx, { site, ...details });
  const { facts, buttons, state } = await siteCard(call, site, await connectionOf(call, site));
  return {
    title: isNew ? say.connected(site) : changed ? say.changed(site) : say.same,
    tone: changed ? 'good' : 'plain',
    ...{ state, facts, buttons },
    ...(setUp && setUp.redirectUris.length > 0 && handedOver(site, setUp)),
  };
}

/** What the site is set up with: a page shows a secret once, in a chat it would stay. */
const handedOver = (site: Site, setUp: ClientSetUp): Partial<Card> =>
  setUp.page
    ? { text: [say.setUp], page: { label: say.showSecret, url: setUp.page } }
    : { text: [say.setUpOpen], files: [setUpFile(site, setUp)] };

const connectionOf = async (call: Call, site: Site) => (await readConnections(call.ctx, { site }))[0];

/** Whether anything is said of how a site is connected. */
const saysHow = (input: Record<string, unknown>): boolean =>
  Object.keys(siteInputs).some((name) => input[name] !== undefined);
