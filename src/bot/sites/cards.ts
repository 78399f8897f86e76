import { may } from '../../service/policy.ts';
import type { ClientSetUp } from '../../service/sites/connect-site.ts';
import type { ConnectionView } from '../../service/sites/read.ts';
import type { Button, Card, Fact, File, Row } from '../../ui/card.ts';
import { siteNames } from '../../ui/sentences/names.ts';
import { inStep } from '../../ui/sentences/provisioning.ts';
import { sites as say } from '../../ui/sentences/sites.ts';
import { sites as allSites, type Site } from '../../words/sites.ts';
import { buttonTo } from '../buttons.ts';
import type { Call } from '../command.ts';
import { siteSteps, stepWords } from './sync-facts.ts';

type Step = 'connect' | 'secret' | 'off';

/** Leads to a site, or to a step of its; each has a word of its own. */
const stepTo = (call: Call, site: Site, label: string, step?: Step) =>
  buttonTo(call, 'site', {
    label,
    step: step === 'connect' ? 'form' : 'run',
    input: { site, do: step },
  });

/** What a site is connected for. */
function stateOf(c: ConnectionView | undefined): string {
  if (!c) return say.notConnected;
  if (c.redirectUris.length === 0) return say.inStep;
  return c.scimUrl ? say.both : say.signIn;
}

/** All seven, each with what can be done. */
export async function listCard(call: Call, connections: ConnectionView[]): Promise<Card> {
  const steps = await siteSteps(call);
  const mayChange = may(call.ctx.actor, 'settings.change');
  const { sites: eligible } = call.known.centre;
  const rowOf = (site: Site): Row => {
    const connection = connections.find((c) => c.site === site);
    if (!eligible.includes(site)) return { title: siteNames[site], status: { word: say.notEligible, tone: 'plain' } };
    const buttons = connection ? stepTo(call, site, say.show) : stepTo(call, site, say.connect, 'connect');
    return {
      title: siteNames[site],
      state: stateOf(connection),
      ...steps.get(site),
      buttons: connection || mayChange ? buttons : [],
      opens: connection !== undefined,
    };
  };
  return {
    title: say.title,
    state: say.some(connections.length, eligible.length),
    text: [say.about],
    rows: allSites.map(rowOf),
  };
}

/** One site, and how it is connected. */
export async function siteCard(call: Call, site: Site, connection: ConnectionView | undefined): Promise<Card> {
  const mayChange = may(call.ctx.actor, 'settings.change');
  if (!connection) {
    const eligible = call.known.centre.sites.includes(site);
    return {
      title: siteNames[site],
      state: eligible ? say.notConnected : say.notEligible,
      buttons: mayChange && eligible ? stepTo(call, site, say.connect, 'connect') : [],
    };
  }
  const buttons: Button[] = [
    ...stepTo(call, site, say.change, 'connect'),
    ...(connection.hasSecret ? stepTo(call, site, say.newSecret, 'secret') : []),
    ...stepTo(call, site, say.turnOff, 'off'),
  ];
  const step = (await siteSteps(call)).get(site);
  const { notKept } = connection;
  const lost = notKept.length > 0 ? [{ label: inStep.lost, value: inStep.doesNotKeep(notKept) }] : [];
  return {
    title: siteNames[site],
    state: stateOf(connection),
    facts: [...factsOf(connection), ...(step ? [{ label: inStep.label, value: stepWords(step) }] : []), ...lost],
    buttons: mayChange ? buttons : [],
    more: buttonTo(call, 'sync', { label: say.compare, input: { site }, onlyIf: Boolean(connection.scimUrl) }),
  };
}

function factsOf(c: ConnectionView): Fact[] {
  const fact = (label: string, value: string | null | undefined): Fact[] => (value ? [{ label, value }] : []);
  const signsIn = c.redirectUris.length > 0;
  return [
    ...fact(say.facts.clientId, c.clientId),
    ...fact(say.facts.homeUrl, c.homeUrl),
    ...fact(say.facts.redirectUris, c.redirectUris.join(', ')),
    ...fact(say.facts.postLogoutUris, c.postLogoutUris.join(', ')),
    ...fact(say.facts.logoutUrl, c.logoutUrl ?? (signsIn ? say.notTold : null)),
    ...fact(say.facts.secret, (signsIn && (c.hasSecret ? say.hasSecret : say.withoutSecret)) || null),
    ...fact(say.facts.pkce, signsIn && c.withoutPkce ? say.withoutPkce : null),
    ...fact(say.facts.scimUrl, c.scimUrl),
    ...fact(
      say.facts.scimAuth,
      c.scimAuth && (c.scimAuth === 'token' ? say.token : say.client(c.scimAuth.clientId, c.scimAuth.tokenUrl)),
    ),
  ];
}

/** The file that a site without a secret is set up with. */
export const setUpFile = (site: Site, setUp: ClientSetUp): File => ({
  name: `${site}-client.txt`,
  type: 'text/plain',
  content: say.file(site, setUp),
});
