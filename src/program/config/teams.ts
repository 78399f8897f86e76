import { z } from 'zod';
import { isLoopback } from '../../lib/net.ts';
import { setting, url } from './fields.ts';

export interface TeamsConfig {
  appId: string;
  password: string;
  /** The tenant of a single-tenant app; `any` where schools of several connect to one app. */
  tenant: string | 'any';
  /** OpenID metadata on this machine, trusted instead of Microsoft's. */
  trustUrl?: string;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** As activities and tokens have it. */
const id = (not: string) =>
  z
    .string()
    .regex(guid, not)
    .transform((s) => s.toLowerCase());

const appId =
  'this is not the “Microsoft App ID” of the Azure bot’s Configuration page: 32 letters and digits with hyphens';
const tenantId =
  'this is not a “Tenant ID” of Microsoft Entra, 32 letters and digits with hyphens; nor is it the word any, for an app of several tenants';

const noGuid = '00000000-0000-0000-0000-000000000000';
const withAppId = 'with `TEAMS_APP_ID`';

export const teamsFields = {
  TEAMS_APP_ID: setting(
    {
      is: 'The app id of the bot, whose messaging endpoint is `PUBLIC_URL/api/messages`.',
      example: noGuid,
      without: 'no Teams; with it, no playground',
    },
    id(appId),
  ),
  TEAMS_APP_PASSWORD: setting(
    { is: 'The value of a client secret of the app.', needed: withAppId },
    z
      .string()
      .refine((s) => !guid.test(s), {
        error:
          'this is the “Secret ID” of a client secret. Here goes its “Value”, which Azure shows once, when it is made',
      })
      .refine((s) => /^[\x21-\x7e]{16,}$/.test(s), { error: 'this is not the “Value” of a client secret of the app' }),
  ),
  TEAMS_TENANT_ID: setting(
    {
      is: 'The id of your tenant, or `any` for an app of several.',
      example: noGuid,
      needed: withAppId,
    },
    z.union([z.literal('any'), id(tenantId)], { error: tenantId }),
  ),
  TEAMS_TRUST_URL: setting(
    {
      is: 'For tests and local clients alone: OpenID metadata on this machine to trust instead of Microsoft’s. Refused unless its host is loopback, and with `NODE_ENV=production`.',
      example: 'http://127.0.0.1:4000/openid',
      without: 'Microsoft’s',
    },
    url(['http:', 'https:'], 'http://127.0.0.1:4000/openid').refine((s) => isLoopback(s), {
      error: 'whoever answers there could speak for everyone. Use an address of this machine, or take it out',
    }),
  ),
};

type Name = keyof typeof teamsFields;
type Given = Partial<Record<Name, string>>;

/** What the three keys are, for who has one and not another. */
const keys = {
  TEAMS_APP_ID: 'the “Microsoft App ID” of the Azure bot’s Configuration page',
  TEAMS_APP_PASSWORD: 'the “Value” of a client secret of the app',
  TEAMS_TENANT_ID: 'the “Tenant ID” of your Microsoft Entra, or to any for an app of several tenants',
};

/**
 * What the settings of Teams lack, or have too much of, taken together; a line each.
 *
 * @param has whether a setting is there at all, right or wrong
 * @param production whether this is what people work with, and no test
 */
export function teamsProblems(has: (name: Name) => boolean, production: boolean): string[] {
  const [there] = (Object.keys(keys) as (keyof typeof keys)[]).filter(has);
  const wrong: string[] = [];
  if (there)
    for (const [name, what] of Object.entries(keys))
      if (!has(name as Name)) wrong.push(`${name}: missing, and needed with ${there}. Set it to ${what}.`);
  if (!has('TEAMS_TRUST_URL')) return wrong;
  if (!there)
    wrong.push('TEAMS_TRUST_URL: set without TEAMS_APP_ID, and means nothing alone. Take it out, or set up Teams.');
  if (production) wrong.push('TEAMS_TRUST_URL: set with NODE_ENV=production, and is for tests alone. Take it out.');
  return wrong;
}

/** The settings of Teams, once nothing is wrong with them; nothing where there are none. */
export function teamsOf(given: Given): TeamsConfig | undefined {
  const { TEAMS_APP_ID: app, TEAMS_APP_PASSWORD: password, TEAMS_TENANT_ID: tenant, TEAMS_TRUST_URL: trustUrl } = given;
  if (!app || !password || !tenant) return undefined;
  return { appId: app, password, tenant, ...(trustUrl && { trustUrl }) };
}
