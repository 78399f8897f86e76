import { type Logger, LogLevel } from '@slack/bolt';
import type { Logger as Pino } from 'pino';
import { harmlessLine, harmlessWords } from '../../../src/lib/harmless-error.ts';

/**
 * Bolt's and the Web API's log lines in ours. Below warnings they hold what was sent and received, tokens and people's
 * names among it, so those are dropped whatever the level is.
 */
export function boltLogger(log: Pino): Logger {
  const words = (parts: unknown[]) =>
    harmlessWords(parts.map((p) => (p instanceof Error ? harmlessLine(p) : String(p))).join(' ')).slice(0, 300);
  return {
    debug() {},
    info() {},
    warn: (...parts) => log.warn(`Slack: ${words(parts)}`),
    error: (...parts) => log.error(`Slack: ${words(parts)}`),
    setLevel() {},
    getLevel: () => LogLevel.WARN,
    setName() {},
  };
}
