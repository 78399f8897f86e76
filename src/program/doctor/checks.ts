import { address } from './address/address.ts';
import type { Check } from './check.ts';
import { key } from './database/key.ts';
import { schema } from './database/schema.ts';
import { server } from './database/server.ts';
import { build } from './machine/build.ts';
import { certificates } from './machine/certificates.ts';
import { clock } from './machine/clock.ts';
import { disk } from './machine/disk.ts';
import { files } from './machine/files.ts';
import { memory } from './machine/memory.ts';
import { node } from './machine/node.ts';
import { settings } from './machine/settings.ts';
import { mail } from './mail/mail.ts';
import { directories } from './sites/directories.ts';
import { sites } from './sites/sites.ts';
import { slack } from './slack/slack.ts';
import { teams } from './teams/teams.ts';
import { copies } from './work/copies.ts';
import { mails } from './work/mails.ts';
import { port } from './work/port.ts';
import { queue } from './work/queue.ts';
import { school } from './work/school.ts';

/** All that is looked at, in the order in which it is said: what the rest stands on comes first. */
export const checks: readonly Check[] = [
  ...[node, build, memory, disk, clock, files, settings, certificates],
  ...[port, copies],
  ...[server, schema, key, school],
  ...[queue, mails, mail],
  ...[slack, teams, address],
  ...[sites, directories],
];
