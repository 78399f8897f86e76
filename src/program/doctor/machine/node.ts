import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Check } from '../check.ts';
import { findingsAbout } from '../finding.ts';

const { good, wrong } = findingsAbout('Node.js');

/** Node.js, and what machine it is for. */
export const node: Check = {
  about: 'Node.js',
  async look({ root }) {
    const { engines } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const [needed = '', major, minor] = /(\d+)\.(\d+)/.exec(engines.node) ?? [];
    const says = `${process.version}, ${process.platform} ${process.arch}${libc()}.`;
    if (isNewEnough(process.versions.node, Number(major), Number(minor))) return [good(says)];
    return [wrong(says, `Staffroom needs ${needed} or newer. Install that from nodejs.org, then run npm ci.`)];
  },
};

function isNewEnough(version: string, major: number, minor: number): boolean {
  const [ofMajor = 0, ofMinor = 0] = version.split('.').map(Number);
  return ofMajor > major || (ofMajor === major && ofMinor >= minor);
}

/** The C library decides which programs of npm's packages run: glibc, or musl as in Alpine. */
function libc(): string {
  if (process.platform !== 'linux') return '';
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime ? `, glibc ${header.glibcVersionRuntime}` : ', musl';
}
