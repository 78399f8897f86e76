import { describe, expect, test } from 'vitest';
import { isLoopback, isLoopbackHost } from '../../src/lib/net.ts';

describe('this machine', () => {
  test.each([
    'localhost',
    'LocalHost',
    '127.0.0.1',
    '127.255.0.9',
    '::1',
    '[::1]',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    '[::ffff:7f00:1]',
  ])('is %s', (host) => {
    expect(isLoopbackHost(host)).toBe(true);
  });

  test.each([
    '',
    '127.0.0.1.evil.example',
    '127.0.0.1:80',
    '127.0.0.256',
    'localhost.evil.example',
    'notlocalhost',
    '128.0.0.1',
    '0.0.0.0',
    '::',
    '::2',
    '::ffff:128.0.0.1',
    '[127.0.0.1.evil.example]',
    '[localhost]',
  ])('is not %s', (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });

  test.each([
    ['http://localhost:3000/x', true],
    ['https://user@127.1/', true],
    ['http://[::ffff:127.0.0.1]:80', true],
    ['https://school.example/127.0.0.1', false],
    ['https://127.0.0.1@school.example', false],
    ['http://127.0.0.1.evil.example', false],
  ])('of a URL only the host counts: %s', (url, is) => {
    expect(isLoopback(url)).toBe(is);
  });

  test('what is no URL is refused', () => {
    expect(() => isLoopback('localhost')).toThrow(TypeError);
  });
});
