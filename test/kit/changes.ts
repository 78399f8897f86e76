import type { Changes } from '../../src/lib/changes.ts';
import type { AllChanges } from '../../src/program/changes.ts';

/** For a copy of the program that is the only one: nobody else learns anything. */
export const alone: Changes = { current: () => true, subscribe() {}, announce: async () => {} };

export const allAlone: AllChanges = { of: () => alone, close: async () => {} };
