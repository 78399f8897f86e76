import type { Bot, Sender } from '../../src/bot/inbound.ts';
import { isKind } from './failure.ts';

/** The platform takes nothing of ours where someone asked: trying again is no help to them. */
export class ShutOutHere extends Error {
  /** Whom they are to ask, where their school says so. */
  readonly support: string | null;
  constructor(cause: unknown, support: string | null) {
    super('shut out', { cause });
    this.support = support;
  }
}

/** Finds out whom to ask where the platform has shut us out. @throws ShutOutHere then, and else what `work` does */
export async function withSupport<T>(
  bot: Bot,
  at: Pick<Sender, 'platform' | 'workspace'>,
  work: Promise<T>,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isKind(error, 'shut-out')) throw error;
    throw new ShutOutHere(error, await bot.support(at));
  }
}
