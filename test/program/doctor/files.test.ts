import { expect, test } from 'vitest';
import type { Config } from '../../../src/program/config/config.ts';
import type { DoctorContext } from '../../../src/program/doctor/check.ts';
import { files } from '../../../src/program/doctor/machine/files.ts';

/** Of an installation in a folder in which nobody may write: there is none of this name. */
async function marks(config: Partial<Config>): Promise<string[]> {
  const at = { root: '/nowhere/staffroom', dataDir: '/nowhere/staffroom/.data', config } as DoctorContext;
  const found = await files.look(at, new AbortController().signal);
  return found.map(({ is }) => is);
}

test('a folder that can’t be written in is a fault only of a copy that keeps something there', async () => {
  const elsewhere = { databaseUrl: 'postgres://db.school.org/staffroom', secretKey: 'k'.repeat(32) };
  expect(await marks({ ...elsewhere, smtpUrl: 'smtps://mail.school.org' })).toEqual(['good']);
  expect(await marks(elsewhere)).toEqual(['wrong']);
});
