import type { Finding } from '../check.ts';
import type { RunningProgram } from '../running-program.ts';
import type { Asked } from './asking.ts';

const about = 'address';

/**
 * Whether PUBLIC_URL leads to this Staffroom.
 *
 * @param running who answers at HOST and PORT of this machine
 */
export function leadsToUs(url: URL, asked: Asked, running: RunningProgram | undefined): Finding {
  if (asked.seen) return { about, is: 'good', says: `${url.origin} leads to this Staffroom.` };
  const isRunning = running?.isStaffroom === true;
  if (!asked.answer) {
    return {
      about,
      is: 'unknown',
      says: `${url.origin} gives no answer to this machine (${asked.word}).`,
      todo: 'Open it from another network, such as that of a phone: many routers lead nobody back inside who comes from there. If it does not open there either, look at DNS, the firewall and the reverse proxy.',
    };
  }
  const { status, headers, body } = asked.answer;
  const location = headers.get('location');
  if (status >= 300 && status < 400 && location) {
    return {
      about,
      is: 'wrong',
      says: `${url.origin} sends everyone on to ${originOf(location, url)}.`,
      todo: 'Set PUBLIC_URL to the address that people end at, or have the reverse proxy lead here without a redirect.',
    };
  }
  if ([502, 503, 504].includes(status) && !isRunning) {
    const says = `${url.origin} answers ${status}: the reverse proxy finds no Staffroom behind it, and none runs here.`;
    return { about, is: 'unknown', says, todo: 'Start Staffroom, then look again.' };
  }
  if ([502, 503, 504].includes(status)) {
    return {
      about,
      is: 'wrong',
      says: `${url.origin} answers ${status}: the reverse proxy does not reach Staffroom, which runs at ${running?.url}.`,
      todo: 'Have the reverse proxy lead to HOST and PORT of Staffroom. If it is on another machine, HOST has to be an address that it reaches.',
    };
  }
  if (status === 200 && /^\{"status":"ok"/.test(body.toString('utf8'))) {
    return {
      about,
      is: 'wrong',
      says: `${url.origin} leads to a Staffroom that is not this one: it has another SECRET_KEY, an older release, or a clock that is a minute off.`,
      todo: 'Start Staffroom again if SECRET_KEY was changed; else correct PUBLIC_URL, or where its name leads.',
    };
  }
  return {
    about,
    is: 'wrong',
    says: `${url.origin} does not lead to Staffroom: something else answers there (${status}).`,
    todo: 'Correct PUBLIC_URL, where its name leads, or what the reverse proxy does with it. All paths have to lead to Staffroom.',
  };
}

const originOf = (location: string, from: URL): string =>
  URL.canParse(location, from) ? new URL(location, from).origin : 'elsewhere';
