import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Check } from './check.ts';

/** Node.js, and what machine it is for. */
export const node: Check = {
  about: 'Node.js',
  async look({ root }) {
    const { engines } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const needed = /(\d+)\.(\d+)/.exec(engines.node) ?? [];
    const is = isNewEnough(process.versions.node, [Number(needed[1]), Number(needed[2])]) ? 'good' : 'wrong';
    return [
      {
        about: this.about,
        is,
        says: `${process.version}, ${process.platform} ${process.arch}${libc()}.`,
        ...(is === 'wrong' && {
          todo: `Staffroom needs ${needed[0]} or newer. Install one from nodejs.org, then npm ci.`,
        }),
      },
    ];
  },
};

function isNewEnough(version: string, [major, minor]: [number, number]): boolean {
  const [ofMajor = 0, ofMinor = 0] = version.split('.').map(Number);
  return ofMajor > major || (ofMajor === major && ofMinor >= minor);
}

/** The C library decides which programs of npm's packages run: glibc, or musl as in Alpine. */
function libc(): string {
  if (process.platform !== 'linux') return '';
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime ? `, glibc ${header.glibcVersionRuntime}` : ', musl';
}
