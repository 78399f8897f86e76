import { isDeepStrictEqual } from 'node:util';
import { and, eq, sql } from 'drizzle-orm';
import { siteConnections } from '../../../db/schema/index.ts';
import type { App, Db } from '../context.ts';
import { type SealedConnection, scimAuthOf } from '../sites/connection.ts';
import { type Capabilities, readCapabilities } from './capabilities.ts';
import type { Reach } from './site-client.ts';

/** How a site's SCIM service is reached by what was read of its connection; nothing where it is not kept in step. */
export function reachOf(app: App<Db>, connection: SealedConnection | undefined): Reach | undefined {
  if (!connection?.scimUrl) return undefined;
  const { id: connectionId, site, scimVersion: version, scimUrl: url } = connection;
  const capabilities = readCapabilities(connection.scimCapabilities);
  return {
    ...{ connectionId, site, version, url, capabilities },
    auth: scimAuthOf(app, connection),
    async learn({ parts = {}, ...more }) {
      const next: Capabilities = { ...capabilities, ...more, parts: { ...capabilities.parts, ...parts } };
      if (isDeepStrictEqual(next, capabilities)) return;
      Object.assign(capabilities, next);
      // Beside what others learn at the same time.
      const all = siteConnections.scimCapabilities;
      await app.db
        .update(siteConnections)
        .set({
          scimCapabilities: sql`${all} || ${JSON.stringify(more)}::jsonb
            || jsonb_build_object('parts', coalesce(${all} -> 'parts', '{}') || ${JSON.stringify(parts)}::jsonb)`,
        })
        .where(isAsReached({ connectionId, version }));
    },
  };
}

/** The site as it is reached now: what came of asking it elsewhere, or in another name, says nothing of it. */
export const isAsReached = ({ connectionId, version }: Pick<Reach, 'connectionId' | 'version'>) =>
  and(eq(siteConnections.id, connectionId), eq(siteConnections.scimVersion, version));
