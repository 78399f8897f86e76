import { join } from 'node:path';
import { isLoopback } from '../../../lib/net.ts';
import { listed } from '../../../ui/formats.ts';
import { presentKeys } from '../../secret-key.ts';
import type { Check, DoctorContext, Finding } from '../check.ts';
import { openAsking } from './asking.ts';
import { doorFindings } from './doors.ts';
import { leadsToUs } from './leads-to-us.ts';
import { checkName } from './names.ts';
import { checkProxy } from './proxy.ts';
import { certificateFinding, hostOf, lookAtCertificate } from './tls.ts';
import { unencryptedDoor } from './unencrypted-door.ts';

const about = 'address';

/** PUBLIC_URL, as far as it can be told from here: where it leads, how it is encrypted, and what stands in between. */
export const address: Check = {
  about,
  needs: ['PUBLIC_URL', 'SECRET_KEY', 'TRUSTED_PROXIES'],
  // What is far may be slow, and is asked several times.
  limitMs: 30_000,
  async look(at, signal) {
    const url = new URL(at.config.publicUrl);
    return isLoopback(url.href) ? [here(at)] : elsewhere(at, url, signal);
  },
};

function here({ config: { publicUrl, port, slack, teams, trustedProxies } }: DoctorContext): Finding {
  const says = `PUBLIC_URL is ${publicUrl}: it opens on this machine alone.`;
  // A proxy of this machine has a port of its own.
  if (port !== 0 && portOf(publicUrl) !== port && !trustedProxies) {
    const otherPort = `PUBLIC_URL is ${publicUrl}, and Staffroom listens at port ${port}: links in mails lead elsewhere.`;
    return { about, is: 'wrong', says: otherPort, todo: `Set PUBLIC_URL to http://localhost:${port}, or take it out.` };
  }
  if (!slack && !teams) return { about, is: 'good', says };
  const calls = [...(teams ? ['Teams'] : []), ...(slack && 'signingSecret' in slack.receive ? ['Slack'] : [])];
  return {
    about,
    is: calls.length > 0 ? 'wrong' : 'note',
    says: `${says} ${calls.length > 0 ? `${listed(calls)} and people’s` : 'People’s'} browsers don’t reach it.`,
    todo: 'Set PUBLIC_URL to the https address that they reach, with a reverse proxy before this machine.',
  };
}

const portOf = (url: string): number => {
  const { protocol, port } = new URL(url);
  return Number(port) || (protocol === 'https:' ? 443 : 80);
};

async function elsewhere(at: DoctorContext, url: URL, signal: AbortSignal): Promise<Finding[]> {
  const { config, resolver } = at;
  const { slack, teams } = config;
  const calls = [...(teams ? ['Teams'] : []), ...(slack && 'signingSecret' in slack.receive ? ['Slack'] : [])];
  const [name, certificate] = await Promise.all([
    checkName(hostOf(url), resolver, calls[0]),
    url.protocol === 'https:' ? lookAtCertificate(url, signal) : undefined,
  ]);
  const found = [name, ...(certificate ? [certificateFinding(certificate, hostOf(url), at.clock())] : [])];
  // What is not to be trusted is asked nothing.
  if (certificate?.problem) return found;
  return [...found, ...(await asked(at, url, signal))];
}

async function asked(at: DoctorContext, url: URL, signal: AbortSignal): Promise<Finding[]> {
  const { config, dataDir } = at;
  const keys = presentKeys(config, join(dataDir, 'secret-key'));
  if (!keys) {
    const says =
      'Whether PUBLIC_URL leads to this Staffroom is told by its secret key, which is made at the first start.';
    return [{ about, is: 'unknown', says, todo: 'Start Staffroom, then look again.' }];
  }
  const asking = openAsking(config.publicUrl, keys, at.clock, signal);
  const [first, running] = await Promise.all([asking.ask(), at.running()]);
  // That there is no such name was said.
  if (!first.seen && !first.answer && first.word === 'ENOTFOUND') return [];
  const leads = leadsToUs(url, first, running);
  if (!first.seen) return [leads];
  const [proxy, doors, door] = await Promise.all([
    checkProxy(asking, { trusted: config.trustedProxies, publicUrl: url }),
    doorFindings(asking, config),
    unencryptedDoor(url, signal),
  ]);
  return [leads, ...doors, ...(door ? [door] : []), ...proxy];
}
