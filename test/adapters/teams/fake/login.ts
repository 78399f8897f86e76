import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { answer } from './http.ts';
import type { World } from './world.ts';

/**
 * login.microsoftonline.com, where a bot gets its token by its id and secret: an unknown tenant, an unknown app, a wrong secret and
 * one that has ended are refused in that order, by the numbers that Microsoft documents.
 */
export function giveToken(world: World, url: URL, body: string, res: ServerResponse): void {
  const given = new URLSearchParams(body);
  const [, tenant = ''] = url.pathname.split('/');
  const refuse = (status: number, error: string, code: number, words: string) =>
    answer(res, status, {
      error,
      error_description: `AADSTS${code}: ${words} Trace ID: ${randomUUID()} Correlation ID: ${randomUUID()}`,
      error_codes: [code],
      trace_id: randomUUID(),
      correlation_id: randomUUID(),
      error_uri: `${world.url}/error?code=${code}`,
    });
  if (given.get('grant_type') !== 'client_credentials') {
    return void refuse(400, 'unsupported_grant_type', 70003, 'The app requested an unsupported grant type.');
  }
  if (!given.get('scope')?.endsWith('/.default')) {
    return void refuse(400, 'invalid_scope', 1002012, 'The provided value for scope is not valid.');
  }
  if (tenant !== world.tenantId && tenant !== 'botframework.com') {
    return void refuse(400, 'invalid_request', 90002, `Tenant '${tenant}' not found.`);
  }
  if (given.get('client_id') !== world.appId) {
    return void refuse(400, 'unauthorized_client', 700016, 'Application was not found in the directory.');
  }
  if (given.get('client_secret') === world.endedPassword) {
    return void refuse(401, 'invalid_client', 7000222, 'The provided client secret keys for the app are expired.');
  }
  if (given.get('client_secret') !== world.appPassword) {
    return void refuse(401, 'invalid_client', 7000215, 'Invalid client secret provided.');
  }
  answer(res, 200, {
    token_type: 'Bearer',
    expires_in: 3599,
    ext_expires_in: 3599,
    access_token: `eyJ.${randomUUID()}.x`,
  });
}
