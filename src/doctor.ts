import { fileURLToPath } from 'node:url';
import { harmlessLine } from './lib/harmless-error.ts';
import { packageRoot } from './lib/package-root.ts';
import type { Finding } from './program/doctor/check.ts';
import { checks } from './program/doctor/checks.ts';
import { examine } from './program/doctor/examine.ts';
import { findingLines, summary } from './program/doctor/print.ts';
import { optionsOrStop } from './program/options.ts';

/**
 * `npm run doctor`: looks at all that an installation needs, and says what is wrong and what to do. It changes nothing. Ends with 0
 * where nothing is wrong, with 1 where something is, and with 2 where it could not look. See docs/doctor.md.
 */
const asJson = optionsOrStop({
  run: 'npm run doctor',
  does: 'Looks at all that this installation needs, and says what is wrong and what to do. It changes nothing; Staffroom may run meanwhile or not. Ends with 0 where nothing is wrong (there may be notes), 1 where something is, and 2 where it could not look.',
  options: { json: { says: 'for programs: all that was found as one JSON object' } },
  // A monitor takes 1 for a fault that was found.
  refusesWith: 2,
  examples: ['', '--json'],
}).has('json');

const { columns, isTTY } = process.stdout;
const terminal = { columns, colours: isTTY === true && !process.env.NO_COLOR };
try {
  const findings: Finding[] = [];
  for await (const finding of examine({ root: fileURLToPath(packageRoot), env: process.env }, checks)) {
    findings.push(finding);
    if (!asJson) console.log(findingLines(finding, terminal));
  }
  console.log(asJson ? JSON.stringify({ at: new Date(), findings }, undefined, 2) : `\n${summary(findings)}`);
  // Not at once: a pipe may not have taken all of it yet.
  process.exitCode = findings.some(({ is }) => is === 'wrong') ? 1 : 0;
} catch (error) {
  console.error(harmlessLine(error));
  process.exitCode = 2;
}
// Whatever a check that hung left open keeps nobody waiting.
setTimeout(() => process.exit(), 1_000).unref();
