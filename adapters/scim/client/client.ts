import type { HttpClient } from '../../../src/lib/http-client.ts';
import { type SiteClient, SiteTrouble } from '../../../src/service/provisioning/site-client.ts';
import { siteTrouble as say } from '../../../src/ui/sentences/provisioning.ts';
import { asker } from './ask.ts';
import { finder } from './find.ts';
import { lists } from './list.ts';
import { troubleOf } from './trouble.ts';
import { fromUser } from './user.ts';
import { at, writer } from './write.ts';

/**
 * Speaks SCIM 2.0 (RFC 7644) to sites, and to those that speak it in part, or in a way of their own: what each understands is
 * learnt from its answers. Connections are kept; redirects to other servers are not followed.
 *
 * @param clock in milliseconds
 */
export function scimClient(http: HttpClient, clock: () => number = Date.now): SiteClient {
  const ask = asker(http, clock);
  const list = lists(ask, clock);
  const get: SiteClient['get'] = async (site, id, signal) => {
    const answer = await ask(site, { method: 'GET', path: at(id) }, signal);
    if (answer.status === 404 || answer.status === 410) return undefined;
    if (answer.status !== 200) throw troubleOf(answer, 'GET', false, clock);
    const account = fromUser(answer.json, answer.headers.get('etag'));
    if (!account) throw new SiteTrouble('closed', say.notScim);
    return account;
  };
  const find = finder(ask, list, get, clock);
  const { create, change, remove } = writer(ask, get, clock);
  return {
    get,
    find,
    all: list.all,
    async create(site, state, signal) {
      const made = await create(site, state, signal);
      if (made) return made;
      // Made, but as what? It is looked up.
      const { externalId, email } = state;
      const [account] = await find(site, { externalId, email }, { signal, isThere: true, asOf: performance.now() });
      if (!account) throw new SiteTrouble('closed', say.notScim);
      return account;
    },
    change,
    remove,
    trouble: (what) => new SiteTrouble(what === 'gone' ? 'gone' : 'ignored', say[what]),
  };
}
