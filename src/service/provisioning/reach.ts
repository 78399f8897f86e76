import type { App, Db } from '../context.ts';
import { type SealedConnection, scimAuthOf } from '../sites/connection.ts';
import type { Reach } from './site-client.ts';

/** How a site's SCIM service is reached by what was read of its connection; nothing where it is not kept in step. */
export const reachOf = (app: App<Db>, connection: SealedConnection | undefined): Reach | undefined =>
  connection?.scimUrl
    ? {
        connectionId: connection.id,
        version: connection.scimVersion,
        url: connection.scimUrl,
        auth: scimAuthOf(app, connection),
      }
    : undefined;
