import { randomBytes, randomUUID } from 'node:crypto';
import { connect } from '../../../db/connect.ts';
import { transferData } from '../../../src/service/progression/transfer.ts';

/** A process of its own: hands everything from one to the other and back, until it is killed. Says each one done. */

const [, , url = '', centreId = '', by = '', ...pair] = process.argv;
let [from = '', to = ''] = pair;
const { db } = connect(url, { max: 2 });
const app = { db, clock: () => new Date(), secretKey: randomBytes(32), publicUrl: 'https://staffroom.school.example' };
for (;;) {
  const actor = { id: by, centreId, role: 'coordinator' as const, siteAdminOf: [] };
  await transferData({ ...app, actor, workspaceId: null, correlationId: randomUUID() }, { from, to });
  process.stdout.write('done\n');
  [from, to] = [to, from];
}
