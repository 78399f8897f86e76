import { expect, test } from 'vitest';
import { decode } from '../../../src/program/env-file/decode.ts';

const text = 'PORT=3050\r\nCENTRE_NAME=École 学校\r\n';
const utf16 = (from: string) => Buffer.from(from, 'utf16le');

test.each([
  ['UTF-8', Buffer.from(text)],
  ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`)],
  ['UTF-16 of Windows', utf16(`\uFEFF${text}`)],
  ['UTF-16 in the other order', utf16(`\uFEFF${text}`).swap16()],
  ['UTF-16 of Windows without a mark', utf16(text)],
  ['UTF-16 in the other order without a mark', utf16(text).swap16()],
])('%s is read', (_, bytes) => expect(decode(bytes)).toBe(text));

test('an empty file is read', () => expect(decode(Buffer.from(''))).toBe(''));

test.each([
  ['Latin-1', Buffer.from('CENTRE_NAME=École', 'latin1')],
  ['UTF-16 that was cut', utf16(`\uFEFF${text}`).subarray(0, -1)],
  ['UTF-16 in the other order that was cut', utf16(`\uFEFF${text}`).swap16().subarray(0, -1)],
  ['half of a sign of UTF-16', utf16('\uFEFFA=\uD83D')],
  ['a program', Buffer.from('A=\0')],
])('%s is refused in a sentence', (_, bytes) => expect(() => decode(bytes)).toThrow(/^\.env: .*UTF-8/));
