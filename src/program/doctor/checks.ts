import type { Check } from './check.ts';
import { node } from './node.ts';
import { settings } from './settings.ts';

/** All that is looked at, in the order in which it is said: what the rest stands on comes first. */
export const checks: readonly Check[] = [node, settings];
