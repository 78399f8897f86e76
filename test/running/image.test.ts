import { expect, test } from 'vitest';
import { health } from '../../adapters/pages/health.ts';
import { knownSettings, readConfig } from '../../src/program/config/config.ts';
import { parts } from '../kit/program.ts';
import { found, read } from './files.ts';

/** That the image, and what runs it, fit the program; docs/running.md says which of them were run. */

const dockerfile = read('Dockerfile');
const { engines, scripts } = JSON.parse(read('package.json'));

test('the image has a Node.js that the tests run on, and developers the oldest that will do', () => {
  const major = Number(found(dockerfile, /^ARG NODE=(\d+)$/m));
  const tested = found(read('.github/workflows/ci.yml'), /^\s+node: \[(.+)\]$/m)
    .split(',')
    .map(Number);
  expect(tested).toContain(major);
  expect(engines.node).toMatch(new RegExp(`^>=${read('.nvmrc').trim()}\\.`));
  const from = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  // The embedded PostgreSQL is left out, but not what needs glibc.
  expect(new Set(from)).toEqual(new Set([`node:\${NODE}-bookworm-slim`]));
});

test('it is made from what a copy needs that runs in the tests, and nothing else gets near it', () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) => names.split(' '));
  expect(copied.toSorted()).toEqual([...parts, '.npmrc'].toSorted());
  const [everything, ...but] = read('.dockerignore')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  expect(everything).toBe('*');
  expect(but.map((line) => line.replace(/^!/, '')).toSorted()).toEqual(copied.toSorted());
});

test('it starts what `npm start` starts, not as root, and asks for paths that there are at the port that it opens', () => {
  expect(JSON.parse(found(dockerfile, /^CMD (.+)$/m)).join(' ')).toBe(scripts.start);
  expect(found(dockerfile, /^USER (\d+):/m)).not.toBe('0');
  const { port } = readConfig({}) as { port: number };
  expect(found(dockerfile, /^EXPOSE (\d+)$/m)).toBe(String(port));
  const asked = found(dockerfile, /PORT \|\| (\d+\}\/\w+)`/);
  const paths = health({}, new AbortController().signal).stack.map(({ route }) => `${port}}${route?.path}`);
  expect(paths).toContain(asked);
  const set = found(dockerfile, /^ENV (.+)$/m)
    .split(' ')
    .map((pair) => pair.split('=')[0]);
  expect(set.filter((name = '') => !knownSettings.includes(name))).toEqual([]);
});
