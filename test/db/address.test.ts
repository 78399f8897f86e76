import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readAddress } from '../../db/address.ts';
import { reach } from '../../db/reach.ts';
import { selfSigned } from '../kit/certificate.ts';
import { useDatabase } from '../kit/database.ts';

/** What DATABASE_URL may say, and what may answer there. */

const database = useDatabase();
const file = join(tmpdir(), `${randomUUID()}.pem`);
const servers: Server[] = [];
afterEach(() => {
  rmSync(file, { force: true });
  for (const server of servers.splice(0)) server.close();
});

const tlsOf = (parameters: string) => readAddress(`postgres://s:p@db.school.example/x?${parameters}`).ssl;

test.each([
  ['', false],
  ['sslmode=disable', false],
  ['ssl=0', false],
  ['ssl=false', false],
  ['sslmode=prefer', { rejectUnauthorized: false }],
  ['sslmode=allow', { rejectUnauthorized: false }],
  ['sslmode=require', { rejectUnauthorized: false }],
  ['sslmode=no-verify', { rejectUnauthorized: false }],
  ['ssl=require', { rejectUnauthorized: false }],
  ['sslmode=verify-full', { rejectUnauthorized: true }],
  ['ssl=true', { rejectUnauthorized: true }],
  ['ssl=1&sslrootcert=system', { rejectUnauthorized: true }],
  ['sslrootcert=system', { rejectUnauthorized: true }],
])('%s: %o', (parameters, expected) => {
  expect(tlsOf(parameters)).toEqual(expected);
});

test('ASVS 12.3.2, 12.3.4: a certificate to trust is looked at with require, too; its name with verify-full alone', () => {
  const { certificate: ca } = selfSigned();
  writeFileSync(file, ca);
  const anyName = expect.any(Function);
  const trusted = { rejectUnauthorized: true, ca };
  for (const mode of ['require', 'verify-ca'])
    expect(tlsOf(`sslmode=${mode}&sslrootcert=${file}`)).toEqual({ ...trusted, checkServerIdentity: anyName });
  expect(tlsOf(`sslmode=verify-full&sslrootcert=${file}`)).toEqual(trusted);
});

test.each([
  ['sslmode=yes', 'DATABASE_URL: sslmode=yes is not known. Use disable,'],
  ['ssl=maybe', 'DATABASE_URL: sslmode=maybe is not known.'],
  ['sslca=/x', 'DATABASE_URL: sslca is not known. Use ssl,'],
  ['sslmode=require&sslrootcert=/nowhere.pem', 'DATABASE_URL: sslrootcert: /nowhere.pem can’t be read (ENOENT).'],
  ['sslmode=require&sslcert=/nowhere.pem', 'DATABASE_URL: sslcert: /nowhere.pem can’t be read'],
])('%s is said', (parameters, sentence) => {
  expect(() => tlsOf(parameters)).toThrow(sentence);
});

test('what is no certificate is said, and a sign that an address can’t hold', () => {
  writeFileSync(file, 'no certificate');
  expect(() => tlsOf(`sslmode=verify-full&sslrootcert=${file}`)).toThrow('is no certificate. Give a PEM file');
  expect(() => readAddress('postgres://s:100%@db.school.example/x')).toThrow('written %25');
});

test('names with signs, sockets and addresses of version 6', () => {
  expect(readAddress('postgres://a%40b:p%2Fw@[::1]:6000/my%20db')).toMatchObject({
    user: 'a@b',
    password: 'p/w',
    host: '::1',
    port: 6000,
    database: 'my db',
  });
  expect(readAddress('postgres://s@localhost/x?host=/run/postgresql&sslmode=require')).toMatchObject({
    host: '/run/postgresql',
    port: 5432,
    ssl: false,
  });
});

/** Something that listens, and what it does with whoever connects. */
async function answering(with_: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    with_(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `postgres://s:p@127.0.0.1:${typeof address === 'object' ? address?.port : 0}/x`;
}

test.each([
  [
    'a web server',
    (socket: Socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    'something else than PostgreSQL answers at 127.0.0.1:',
  ],
  ['one that closes at once', (socket: Socket) => void socket.destroy(), 'closes the connection at once'],
  [
    'one that closes when asked',
    (socket: Socket) => void socket.once('data', () => socket.end()),
    'closes the connection',
  ],
  ['one of another kind', (socket: Socket) => void socket.write('SSH-2.0-Open\r\n'), 'something else than PostgreSQL'],
  ['one that is silent', () => {}, 'does not answer'],
])('where %s answers, a sentence says so', async (_what, with_, sentence) => {
  await expect(reach(await answering(with_), 300)).rejects.toThrow(sentence);
});

test('a server without TLS: plain where that is left open, and a sentence where TLS is asked for', async () => {
  const reached = await reach(`${database.url}?sslmode=prefer`);
  expect(readAddress(reached).ssl).toBe(false);
  await expect(reach(`${database.url}?sslmode=verify-full`)).rejects.toThrow('DATABASE_URL: this server has no TLS');
  expect(await reach(database.url)).toBe(database.url);
});
