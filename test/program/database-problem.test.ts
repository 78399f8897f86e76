import pg from 'pg';
import { expect, test } from 'vitest';
import { inWords } from '../../src/program/database-problem.ts';

test('of the embedded database nothing names a setting that nobody has set', () => {
  const full = new pg.DatabaseError('could not extend file', 1, 'error');
  full.code = '53100';
  expect(inWords(full, '/srv/staffroom/.data/postgres')).toEqual(
    new Error('The disk that holds /srv/staffroom/.data/postgres is full: free some space and start again.'),
  );
  expect(inWords(full)).toEqual(
    new Error('DATABASE_URL: the disk of that server is full. Make room, and start again.'),
  );
  const other = new pg.DatabaseError('no such database', 1, 'error');
  other.code = '3D000';
  expect(inWords(other, '/srv/staffroom/.data/postgres')).toBe(other);
});

test('what is wrong with a file is not told of the database, and a socket that is not there is', () => {
  const said = (values: object) => inWords(new Error('wrapped', { cause: Object.assign(new Error('x'), values) }));
  for (const code of ['ENOSPC', 'EACCES', 'ENOENT', 'EROFS', 'EIO'])
    expect(said({ code, syscall: 'open' })).toMatchObject({ message: 'wrapped' });
  for (const at of [
    { code: 'ENOENT', syscall: 'connect' },
    { code: 'ECONNRESET', syscall: 'read' },
    { code: 'ENOTFOUND' },
  ])
    expect(said(at)).toMatchObject({ message: expect.stringContaining(`can't be reached (${at.code})`) });
});

test('a certificate that has expired is to be renewed: naming an authority would not help', () => {
  const expired = Object.assign(new Error('certificate has expired'), { code: 'CERT_HAS_EXPIRED' });
  const said = (inWords(expired) as Error).message;
  expect(said).toMatch(/it has expired\. Have it renewed/);
  expect(said).not.toMatch(/sslrootcert|sslmode/);
});
