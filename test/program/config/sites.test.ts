import { expect, test } from 'vitest';
import { readConfig } from '../../../src/program/config/config.ts';

test('the file of sites is named by its path, or not at all', () => {
  expect(readConfig({ SITES_FILE: '/etc/staffroom/sites.json' })).toMatchObject({
    sitesFile: '/etc/staffroom/sites.json',
  });
  expect(readConfig({ SITES_FILE: ' ' })).not.toHaveProperty('sitesFile');
  expect(readConfig({ SITES_FILE: '{"IN123": {}}' })).toEqual({
    wrong: ['SITES_FILE: this is not the path of a JSON file such as /etc/staffroom/sites.json.'],
  });
});
