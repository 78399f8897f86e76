import { expect, test } from 'vitest';
import { createdb } from '../../db/migrate.ts';
import { knownSettings, readConfig } from '../../src/program/config/config.ts';
import { read } from './files.ts';

/** The unit of systemd, held to the program; docs/running.md says where it was run. */

const unit = read('docs/running/staffroom.service');
const page = read('docs/running.md');

/** All that a line of the unit says, without its name. */
const said = (name: string) => [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value]) => value ?? '');

test('starts what `npm start` starts, where the page puts it', () => {
  const { scripts } = JSON.parse(read('package.json'));
  expect(said('ExecStart')).toEqual([`/usr/bin/${scripts.start}`]);
  const [folder = 'none'] = said('WorkingDirectory');
  expect(page).toContain(folder);
  expect(said('ReadWritePaths')).toEqual([`${folder}/.data`]);
  for (const user of said('User')) expect(page).toMatch(new RegExp(`useradd .* ${user}$`, 'm'));
  const set = said('Environment').map((pair) => pair.split('=')[0] ?? '');
  expect(set.filter((name) => !knownSettings.includes(name))).toEqual([]);
});

test('is stopped by one signal to the program alone, and has time for its end', () => {
  // By Slack’s or Teams’ time of grace; twice that while requests still come.
  const chat = { SLACK_BOT_TOKEN: 'xoxb-1234567890-abcdef', SLACK_APP_TOKEN: 'xapp-1-A0123-456-abcdef' };
  const { drainSeconds } = readConfig(chat) as { drainSeconds: number };
  expect(Number(said('TimeoutStopSec')[0])).toBeGreaterThanOrEqual(2 * drainSeconds + 10);
  // Else the embedded PostgreSQL, its child, would be told as well, and end before what was taken is finished.
  expect(said('KillMode')).toEqual(['mixed']);
});

test('the page makes a database of one’s own as the refusal of one with English letters alone says', () => {
  expect(page).toContain(`sudo -u postgres ${createdb}\n`);
});
