import { z } from 'zod';
import { isLoopback } from '../../lib/net.ts';
import { optional, url } from './fields.ts';

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

export const teamsFields = {
  TEAMS_APP_ID: optional(id(appId)),
  TEAMS_APP_PASSWORD: optional(
    z
      .string()
      .refine((s) => !guid.test(s), {
        error:
          'this is the “Secret ID” of a client secret. Here goes its “Value”, which Azure shows once, when it is made',
      })
      .refine((s) => /^[\x21-\x7e]{16,}$/.test(s), { error: 'this is not the “Value” of a client secret of the app' }),
  ),
  TEAMS_TENANT_ID: optional(z.union([z.literal('any'), id(tenantId)], { error: tenantId })),
  TEAMS_TRUST_URL: optional(
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
