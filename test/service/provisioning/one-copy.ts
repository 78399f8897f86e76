import { pino } from 'pino';
import { scimClient } from '../../../adapters/scim/client/client.ts';
import { connect } from '../../../db/connect.ts';
import { startQueue } from '../../../src/jobs/queue.ts';
import { httpClient } from '../../../src/lib/http-client.ts';
import { syncSite } from '../../../src/service/provisioning/sync-site.ts';
import { stamped } from './bad-line.ts';
import { quickPace } from './school.ts';

/** A copy of the program as a process of its own that brings sites up to date, to be killed at any moment. */

const [, , url = '', secret = ''] = process.argv;
const { db } = connect(url, { max: 3 });
const app = { db, clock: () => new Date(), secretKey: Buffer.from(secret, 'hex'), publicUrl: 'https://x.example' };
const client = scimClient(stamped(httpClient({ home: true })));
await startQueue({
  url,
  app,
  log: pino({ level: 'silent' }),
  rescueEveryMs: 100,
  deadAfterMs: 700,
  tasks: { provision: ({ connectionId }) => syncSite(app, client, connectionId, quickPace) },
});
process.stdout.write('ready\n');
