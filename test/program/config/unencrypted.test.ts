import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/program/config/config.ts';
import { isUnverified } from '../../../src/program/config/unencrypted.ts';
import { type Env, mail, namesOf, wrongIn } from './wrong.ts';

describe('ASVS 12.2.1, 12.3.1: what is secret goes to another machine encrypted, or where it is said that it need not', () => {
  const key = { SECRET_KEY: 'x'.repeat(32) };
  const database = (address: string) => ({ ...key, DATABASE_URL: `postgres://u:p@${address}` });
  const mails = (SMTP_URL: string) => ({ ...mail, SMTP_URL });

  test.each([
    ['a database', database('db.school.test/x'), 'database'],
    ['a database that may have no TLS', database('db.school.test/x?sslmode=prefer'), 'database'],
    ['a database behind a name of this machine', database('localhost/x?host=10.0.0.4'), 'database'],
    ['a database that turns TLS off', database('db.school.test/x?sslmode=disable&sslrootcert=system'), 'database'],
    ['a mail server without STARTTLS', mails('smtp://mail.school.test?ignoreTLS=true'), 'smtp'],
    ['a mail server with STARTTLS at will', mails('smtp://mail.school.test?requireTLS=false'), 'smtp'],
    ['a mail server that may be any', mails('smtps://mail.school.test?tls.rejectUnauthorized=false'), 'smtp'],
    ['pages', { PUBLIC_URL: 'http://staffroom.school.test' }, 'http'],
  ] as [string, Env, string][])('%s', (_what, env, kind) => {
    const [wrong, ...more] = wrongIn(env);
    expect(wrong).toContain(`ALLOW_UNENCRYPTED=${kind}`);
    expect(more).toEqual([]);
    for (const other of ['smtp', 'database', 'http'].filter((each) => each !== kind))
      expect(wrongIn({ ...env, ALLOW_UNENCRYPTED: other })).toEqual([wrong]);
    expect(wrongIn({ ...env, ALLOW_UNENCRYPTED: `http, ${kind}` })).toEqual([]);
  });

  test.each([
    database('localhost/x'),
    database('[::1]/x?sslmode=disable'),
    database('/x?host=/run/postgresql'),
    database('db.school.test/x?sslmode=require'),
    database('db.school.test/x?ssl=true'),
    mails('smtp://127.0.0.1:25?ignoreTLS=true'),
    { PUBLIC_URL: 'http://localhost:3000' },
  ] as Env[])('%j is let be', (env) => expect(wrongIn(env)).toEqual([]));

  test('a mail server elsewhere has to speak TLS', () => {
    expect(readConfig(mails('smtp://mail.school.test'))).toMatchObject({ smtpNeedsTls: true });
    expect(readConfig(mails('smtp://localhost'))).toMatchObject({ smtpNeedsTls: false });
    const allowed = { ...mails('smtp://mail.school.test'), ALLOW_UNENCRYPTED: 'smtp' };
    expect(readConfig(allowed)).toMatchObject({ smtpNeedsTls: false });
  });

  test('of the mail library’s options there are a few, in one spelling each', () => {
    for (const options of ['?requireTLS=true&name=mx.school.test', '?authMethod=LOGIN&tls.servername=x.example', '?'])
      expect([options, wrongIn(mails(`smtp://mail.school.test${options}`))]).toEqual([options, []]);
    for (const option of [
      'requireTLS=0',
      'requireTLS=',
      'requireTLS=no',
      'REQUIRETLS=false',
      'requireTLS=true&requireTLS=false',
      'ignoreTLS=1',
      'secure=0',
      'secure=false',
      'tls.rejectUnauthorized=0',
      'tls.checkServerIdentity=1',
      'tls.minVersion=TLSv1',
      'host=mail.other.example',
      'service=gmail',
      '__proto__=1',
      'constructor=1',
    ])
      for (const more of [{}, { ALLOW_UNENCRYPTED: 'smtp' }] as Env[])
        expect([option, namesOf({ ...mails(`smtp://mail.school.test?${option}`), ...more })]).toEqual([
          option,
          ['SMTP_URL'],
        ]);
    expect(namesOf(mails('smtp://?name=x.example'))).toEqual(['SMTP_URL']);
  });

  test('ASVS 12.3.2: that nobody looks at whose database answers is known', () => {
    const at = (address: string) => isUnverified(`postgres://u:p@${address}`);
    expect(at('db.school.test/x?sslmode=require')).toBe(true);
    for (const address of ['db.school.test/x?sslmode=verify-full', 'db.school.test/x', 'localhost/x?sslmode=require'])
      expect([address, at(address)]).toEqual([address, false]);
  });

  test('what is allowed is a list of what there is', () => {
    for (const ALLOW_UNENCRYPTED of ['all', 'true', 'smtp,tls'])
      expect(namesOf({ ALLOW_UNENCRYPTED })).toEqual(['ALLOW_UNENCRYPTED']);
  });
});
