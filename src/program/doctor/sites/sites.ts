import { lookAtSite } from '../../../../adapters/scim/client/look.ts';
import { atOnce } from '../../../lib/at-once.ts';
import { isLoopback } from '../../../lib/net.ts';
import type { App, Db } from '../../../service/context.ts';
import { type ConnectionOfAll, connectionsOfAll } from '../../../service/provisioning/all-connections.ts';
import { reachOf } from '../../../service/provisioning/reach.ts';
import { SiteTrouble } from '../../../service/provisioning/site-client.ts';
import { ago, count, people } from '../../../ui/formats.ts';
import { siteNames } from '../../../ui/sentences/names.ts';
import type { Check, DoctorContext, Finding } from '../check.ts';
import { findingsAbout } from '../finding.ts';
import { type Amiss, checkCertificates, checkHome } from './addresses.ts';

const { good, note, unknown } = findingsAbout('sites');

/** So many sites are asked at once, and so long each may take, in milliseconds. */
const together = 10;
const askMs = 10_000;
/** From when on it is said that a site is behind, in milliseconds: a change is there in seconds, and tried again for minutes. */
const behindMs = 3_600_000;

/** Each site that is connected to a school: whether it lets us in, how far behind it is, and the addresses that it has. */
export const sites: Check = {
  about: 'sites',
  needs: ['SECRET_KEY'],
  limitMs: 40_000,
  async look(at, signal) {
    const [db, app] = [await at.tables(), await at.app()];
    if (!db || !app) return [];
    const all = await connectionsOfAll(db);
    if (all.length === 0) return [];
    const { slack, teams } = at.config;
    // Beside a real chat there are none.
    const hasSamples = !slack && !teams && (await at.running())?.isStaffroom;
    const isAsked = (each: ConnectionOfAll) => hasSamples || !isSample(each);
    const asked = all.filter(isAsked);
    const inTurn = atOnce({ atOnce: together, waiting: all.length });
    const found = await Promise.all(asked.map((each) => inTurn(() => lookAt(at, app, each, signal))));
    return [...found.flat(), ...summary(asked, found, all.length - asked.length)];
  },
};

/** Whether it is one of the samples, which are a part of the program itself. */
function isSample({ connection: { site, scimUrl, homeUrl } }: ConnectionOfAll): boolean {
  // Not by the port: that of the last start counts, and PORT may have been changed since.
  return [scimUrl, homeUrl].some(
    (address) => address && isLoopback(address) && new URL(address).pathname.startsWith(`/sites/${site}/`),
  );
}

function summary(asked: ConnectionOfAll[], found: Finding[][], leftOut: number): Finding[] {
  const well = asked.filter((_, i) => found[i]?.length === 0);
  const inStep = well.filter(({ connection }) => connection.scimUrl).length;
  const signInOnly = well.length - inStep;
  const parts = [
    ...(inStep > 0
      ? [
          `${count(inStep, 'site')} ${inStep === 1 ? 'lets' : 'let'} us in and ${inStep === 1 ? 'is' : 'are'} up to date`,
        ]
      : []),
    ...(signInOnly > 0
      ? [
          `${count(signInOnly, 'site')} ${signInOnly === 1 ? 'has' : 'have'} no SCIM address, and ${signInOnly === 1 ? 'is' : 'are'} not kept in step`,
        ]
      : []),
  ];
  return [
    ...(parts.length > 0 ? [good(`${parts.join('; ')}.`)] : []),
    ...(leftOut > 0 ? [note('The sample sites are a part of the playground, and are looked at while that runs.')] : []),
  ];
}

async function lookAt(at: DoctorContext, app: App<Db>, of: ConnectionOfAll, ended: AbortSignal): Promise<Finding[]> {
  const { connection, centreName } = of;
  const name = `${siteNames[connection.site]} of ${centreName}`;
  const signal = AbortSignal.any([ended, AbortSignal.timeout(askMs)]);
  let reach: ReturnType<typeof reachOf>;
  try {
    reach = reachOf(app, connection);
  } catch {
    return [
      unknown(
        `${name}: how we show it who we are can’t be opened with this SECRET_KEY.`,
        'See the line about the key.',
      ),
    ];
  }
  const now = at.clock();
  const [trouble, home, certificates] = await Promise.all([
    reach && lookAtSite(at.http, reach, signal).then(() => undefined, inWords),
    checkHome(at.http, connection.homeUrl, signal),
    checkCertificates({ ...connection, auth: reach?.auth }, now, signal),
  ]);
  const amiss = [...ofScim(of, trouble, now), ...home, ...certificates];
  return amiss.map(({ is, says, todo }) => ({ about: 'sites', is, says: `${name}: ${says}`, todo }));
}

const inWords = (error: unknown): string => {
  if (error instanceof SiteTrouble) return error.message;
  throw error;
};

/** Whether it lets us in now; else how far behind it is, and what it said last. */
function ofScim({ connection, waiting, since }: ConnectionOfAll, trouble: string | undefined, now: Date): Amiss[] {
  const isBehind = waiting > 0 && since !== null && now.getTime() - since.getTime() > behindMs;
  const behind =
    since && waiting > 0 ? ` It is behind with ${people(waiting)}; the oldest change was made ${ago(since, now)}.` : '';
  if (trouble !== undefined) {
    const failing = connection.scimFailingSince ? ` It first failed ${ago(connection.scimFailingSince, now)}.` : '';
    const todo =
      'Changes wait and are tried again; meanwhile shut people out there by hand. Tell whoever runs the site, or correct its address and token in /staff settings.';
    return [{ is: 'wrong', says: `${trouble}${behind || failing}`, todo }];
  }
  if (!isBehind) return [];
  const last = connection.scimProblem ? ` It said last: ${connection.scimProblem}` : '';
  return [
    {
      is: 'wrong',
      says: `It lets us in now.${behind}${last}`,
      todo: 'See that Staffroom runs, and what /staff settings says of the site.',
    },
  ];
}
