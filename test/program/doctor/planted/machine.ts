import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fakeSlack } from '../../../adapters/slack/fake/index.ts';
import { selfSigned } from '../../../kit/certificate.ts';
import { listen } from '../../../kit/listen.ts';
import { serverFolder, smallDisk } from '../../../kit/server-folder.ts';
import { schoolSettings } from '../../../kit/settings.ts';
import type { Patient } from './patient.ts';

const isRoot = process.getuid?.() === 0;

/** A folder that was set up in a hurry. */
const hurried: Patient = {
  name: 'set up in a hurry',
  async plant(folder) {
    const file = join(folder, '.env');
    const lines = [
      'SLACK_BOT_TOKN=xoxb-1',
      'CENTRE_NUMBER=one',
      'DATABASE_URL=postgres://localhost/here',
      'KEEP_DAYS=3',
    ];
    await writeFile(file, lines.join('\n'));
    await chmod(file, 0o644);
    const other = await listen((_req, res) => res.end('Another program.'));
    const env = { PORT: String(other.port), TMPDIR: '/nowhere/at/all', NODE_EXTRA_CA_CERTS: '/nowhere/ca.pem' };
    return { options: { env }, close: other.close };
  },
  faults: [
    {
      name: '.env for all to read',
      about: 'files',
      is: 'wrong',
      says: /can read what is secret: \.env/,
      todo: /^chmod 600 \.env$/,
    },
    { name: 'a mistyped name', about: 'settings', is: 'wrong', says: /^SLACK_BOT_TOKN: .*SLACK_BOT_TOKEN/ },
    { name: 'a wrong centre number', about: 'settings', is: 'wrong', says: /^CENTRE_NUMBER: .*IN123/ },
    { name: 'no SECRET_KEY', about: 'settings', is: 'wrong', says: /^SECRET_KEY: missing.*openssl rand/ },
    { name: 'a time that is too short', about: 'settings', is: 'wrong', says: /^KEEP_DAYS: .*use 30 to/ },
    {
      name: 'a port that another has',
      about: 'program',
      is: 'wrong',
      says: /^Another program.* answers at/,
      todo: /PORT=\d+/,
    },
    {
      name: 'TMPDIR that is not there',
      about: 'disk',
      is: 'wrong',
      says: /\/nowhere\/at\/all, is not there/,
      todo: /TMPDIR/,
    },
    {
      name: 'certificates that are not there',
      about: 'certificates',
      is: 'wrong',
      says: /^NODE_EXTRA_CA_CERTS: .*ENOENT/,
      todo: /PEM/,
    },
  ],
};

/** A machine that was moved, and stood still for a while. */
const moved: Patient = {
  name: 'on another machine',
  async plant(folder) {
    const slack = await fakeSlack();
    slack.advance(7 * 60_000);
    const ca = join(folder, 'ca.pem');
    await writeFile(ca, selfSigned().certificate);
    await mkdir(join(folder, '.data'), { mode: 0o700 });
    await writeFile(join(folder, '.data', 'mails.jsonl'), '', { mode: 0o644 });
    const disk = await serverFolder();
    // Only root may make a disk that is nearly full.
    if (isRoot) await smallDisk(join(disk.path, 'small'), 40);
    if (isRoot) await chown(join(folder, '.data'), 4_321, 4_321);
    const env = {
      HOST: '192.0.2.1',
      ...(isRoot && { TMPDIR: join(disk.path, 'small') }),
      DATABASE_URL: `postgres://staffroom@127.0.0.1:1/staffroom?sslrootcert=${encodeURIComponent(ca)}`,
      SECRET_KEY: 'x'.repeat(32),
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      ...schoolSettings('amina@riverside.test'),
    };
    const close = async () => {
      disk.remove();
      await slack.close();
    };
    return { options: { env }, close };
  },
  faults: [
    {
      name: 'an address of another machine',
      about: 'program',
      is: 'wrong',
      says: /^HOST: 192\.0\.2\.1 is not/,
      todo: /0\.0\.0\.0/,
    },
    {
      name: 'a clock that is slow',
      about: 'clock',
      is: 'wrong',
      says: /^It is 7 minutes behind that of Slack/,
      todo: /timedatectl/,
    },
    {
      name: 'a certificate that is about to end',
      about: 'certificates',
      is: 'wrong',
      says: /^sslrootcert in DATABASE_URL: .* ends in/,
      todo: /follows it/,
    },
    {
      name: 'mails for all to read',
      about: 'files',
      is: 'wrong',
      says: /can read what is secret: \.data\/mails\.jsonl/,
      todo: /chmod 600/,
    },
    {
      name: 'a server that is not there',
      about: 'database',
      is: 'wrong',
      says: /can't be reached \(ECONNREFUSED\)/,
      todo: /is not looked at/,
    },
    ...(isRoot
      ? [
          {
            name: '.data of another user',
            about: 'files',
            is: 'note' as const,
            says: /belongs to user 4321/,
            todo: /chown/,
          },
          {
            name: 'a disk that is nearly full',
            about: 'disk',
            is: 'wrong' as const,
            says: /files of a moment, .* has \d\d MB left/,
            todo: /Make room/,
          },
        ]
      : []),
  ],
};

export const machines: Patient[] = [hurried, moved];
