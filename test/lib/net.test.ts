import { describe, expect, test } from 'vitest';
import { isLoopback, isLoopbackHost, isPublicAddress } from '../../src/lib/net.ts';

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

describe('ASVS 1.3.6: a place on the internet', () => {
  test.each([
    '1.1.1.1',
    '172.32.0.1',
    '100.128.0.1',
    '192.0.1.1',
    '2606:4700:4700::1111',
    '2a00:1450::1',
    '64:ff9b::101:101',
  ])('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each([
    ...[
      '',
      'localhost',
      '0.0.0.0',
      '0.1.2.3',
      '10.255.255.255',
      '100.64.0.1',
      '127.0.0.1',
      '169.254.169.254',
      '172.31.0.1',
    ],
    ...[
      '192.0.0.170',
      '192.0.2.1',
      '192.88.99.1',
      '192.168.1.1',
      '198.19.0.1',
      '198.51.100.1',
      '203.0.113.1',
      '224.0.0.1',
    ],
    ...['240.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fe80::1%eth0', '2a00:1450::1%1', 'fec0::1', 'fc00::1'],
    ...[
      'fd12::1',
      'ff02::1',
      '2001:db8::1',
      '3fff::1',
      '2001::1',
      '2002:7f00:1::',
      '2002:101:101::',
      '::ffff:10.0.0.1',
    ],
    ...['::ffff:0:7f00:1', '::7f00:1', '64:ff9b::a00:1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::1', '100::1', '5f00::1'],
  ])('is not %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
