import { httpClient } from '../../../lib/http-client.ts';
import type { Check } from '../check.ts';
import { checkTeamsPackage } from './package.ts';
import { checkTeamsToken } from './token.ts';

/** The bot at Microsoft, and its package. Where Teams finds us is looked at with PUBLIC_URL. */
export const teams: Check = {
  about: 'Teams',
  needs: ['TEAMS_APP_ID', 'TEAMS_APP_PASSWORD', 'TEAMS_TENANT_ID', 'TEAMS_TRUST_URL'],
  async look({ config, root }, signal) {
    const keys = config.teams;
    if (!keys) return [];
    const http = httpClient({ home: keys.trustUrl !== undefined });
    const found = await Promise.all([
      checkTeamsToken(keys, { http, signal }),
      checkTeamsPackage(root, { appId: keys.appId, publicUrl: config.publicUrl }),
    ]);
    return found.flat();
  },
};
