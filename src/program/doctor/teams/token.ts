import type { HttpClient } from '../../../lib/http-client.ts';
import { jsonIn, objectOf, stringOf } from '../../../lib/json.ts';
import type { TeamsConfig } from '../../config/teams.ts';
import type { Finding } from '../check.ts';
import { networkWord } from '../network-word.ts';

const microsofts = 'https://login.microsoftonline.com/';

/** Larger than any answer with a token, in bytes. */
const maxBytes = 100_000;

/**
 * Whether Microsoft gives a token for the bot's id and secret: the one that the program asks for, too. It is thrown away.
 *
 * @param options.http reaches Microsoft, or with TEAMS_TRUST_URL this machine
 */
export async function checkTeamsToken(
  { appId, password, tenant, trustUrl }: TeamsConfig,
  { http, signal }: { http: HttpClient; signal: AbortSignal },
): Promise<Finding[]> {
  const login = trustUrl ? new URL('/', trustUrl).href : microsofts;
  // An app of several tenants has its tokens from Bot Framework's own.
  const address = `${login}${tenant === 'any' ? 'botframework.com' : tenant}/oauth2/v2.0/token`;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: appId,
    client_secret: password,
    scope: 'https://api.botframework.com/.default',
  }).toString();
  try {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    const answer = await http(address, { method: 'POST', headers, body, signal, maxBytes });
    const said = objectOf(jsonIn(answer.body.toString('utf8')));
    if (answer.status === 200 && stringOf(said.access_token)) return [taken];
    const [number] = Array.isArray(said.error_codes) ? said.error_codes : [];
    const code = typeof number === 'number' ? number : undefined;
    const error = code ? `AADSTS${code}` : stringOf(said.error);
    if (!error || !/^\w{1,60}$/.test(error)) return [unreached(`it answers ${answer.status}`)];
    return [refused(error, (code && remedies[code]) || remedyOf(answer.status))];
  } catch (error) {
    return [unreached(networkWord(error))];
  }
}

const about = 'Teams';

const taken: Finding = {
  about,
  is: 'good',
  says: 'Microsoft takes TEAMS_APP_ID and TEAMS_APP_PASSWORD. When the secret ends is not told: it is in Microsoft Entra, App registrations, the app, Certificates & secrets.',
};

const unreached = (word: string): Finding => ({
  about,
  is: 'unknown',
  says: `Microsoft can’t be reached (${word}), so that the bot’s id and secret were not looked at.`,
  todo: 'Look at this machine’s network and DNS: it has to reach https://login.microsoftonline.com and https://smba.trafficmanager.net.',
});

const refused = (error: string, { why, todo }: Remedy): Finding => ({
  about,
  is: 'wrong',
  says: `Microsoft gives no token (${error}): ${why}. Staffroom can’t answer anyone in Teams.`,
  todo,
});

interface Remedy {
  why: string;
  todo: string;
}

const newSecret =
  'In the Azure bot’s Configuration, Manage Password, make a new client secret, put its Value (not its Secret ID) into TEAMS_APP_PASSWORD, and start again.';
const wrongTenant: Remedy = {
  why: 'it knows no tenant of the id in TEAMS_TENANT_ID',
  todo: 'Copy the App Tenant ID from the Azure bot’s Configuration into TEAMS_TENANT_ID, and start again.',
};
const closed: Remedy = {
  why: 'the app is switched off in the tenant',
  todo: 'In Microsoft Entra, Enterprise applications, the app, Properties, set “Enabled for users to sign in” to Yes.',
};

/** By the numbers of Microsoft's error codes, where there is more to say than that it refuses. */
const remedies: Record<number, Remedy> = {
  7000215: { why: 'the secret in TEAMS_APP_PASSWORD is wrong', todo: newSecret },
  7000222: { why: 'the secret in TEAMS_APP_PASSWORD has ended', todo: newSecret },
  7000216: { why: 'it was sent no secret', todo: newSecret },
  700016: {
    why: 'there is no app of the id in TEAMS_APP_ID in that tenant',
    todo: 'Copy the Microsoft App ID and the App Tenant ID from the Azure bot’s Configuration into TEAMS_APP_ID and TEAMS_TENANT_ID. If its type is Multi Tenant, TEAMS_TENANT_ID is any.',
  },
  90002: wrongTenant,
  900023: wrongTenant,
  900021: wrongTenant,
  7000112: closed,
  7000218: { why: 'the app is one without a secret', todo: 'Make the Azure bot anew, with the type Single Tenant.' },
  53003: {
    why: 'a Conditional Access policy of the tenant closes it to this machine',
    todo: 'Have an administrator of Microsoft Entra let the app in from this address.',
  },
};

const remedyOf = (status: number): Remedy =>
  status >= 500
    ? { why: 'it has trouble of its own', todo: 'Look again in a few minutes.' }
    : {
        why: 'it refuses the id or the secret',
        todo: 'Compare TEAMS_APP_ID, TEAMS_TENANT_ID and TEAMS_APP_PASSWORD with the Azure bot’s Configuration. What the code means is at https://login.microsoftonline.com/error.',
      };
