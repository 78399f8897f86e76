import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { folderInMemory } from './test/kit/in-memory.ts';
import { waitMs } from './test/kit/until.ts';

// What tests and the programs that they start keep for a moment is kept there.
const memory = folderInMemory();
if (memory) process.env.TMPDIR = memory;

/**
 * Those that take long begin first, so that none of them is left when all others are done. Where it is not known from the run before
 * how long each takes, larger files count as longer: but for the chats' contracts, whose few lines run what many files say.
 */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = (file: TestSpecification) => Number(isContract(file)) + Number(isLong(file));
    return (await super.sort(files)).sort((a, b) => place(b) - place(a));
  }
}

/**
 * Most of what a test calls it calls seldom: to compile that anew for speed costs more than it gains. Nine times as much has to be run
 * first, with which the workers take a twelfth less of the processor. Later versions of Node know no such option.
 */
const compilesLess = process.versions.node.startsWith('20.') ? ['--interrupt-budget=600000'] : [];

const long = 'test/**/*.long.test.ts';
const isLong = ({ moduleId }: TestSpecification) => moduleId.endsWith('.long.test.ts');
const isContract = ({ moduleId }: TestSpecification) => moduleId.includes('/adapters/contract/');

const project = (name: string, values: { include: string[]; exclude?: string[]; globalSetup?: string[] }) => ({
  extends: true as const,
  test: { name, globalSetup: [], ...values },
});

export default defineConfig({
  test: {
    globalSetup: ['test/kit/global-setup.ts'],
    // `npm test` runs the quick ones alone. Long is what needs a process or a browser of its own, or waits for real.
    projects: [
      project('quick', { include: ['test/**/*.test.ts'], exclude: [long] }),
      project('long', { include: [long], globalSetup: ['test/kit/chromium.ts'] }),
    ],
    pool: 'forks',
    // Tests make much that lasts for a moment: with room for it, less time goes into looking for what is left of it.
    execArgv: ['--max-semi-space-size=64', ...compilesLess],
    // A module is loaded once for each worker, not once for each file: that was a third of the time. No test replaces one.
    isolate: false,
    // What was compiled for the run before is not compiled again where it is the same.
    experimental: { fsModuleCache: true },
    // How many workers there are is said by package.json: a number here would be each project's own, and win over it.
    sequence: { sequencer: LongFirst },
    expect: { poll: { timeout: waitMs } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
