import type { Call, Command } from '../command.ts';

/** What someone may do with several people in one go: each command that takes them, in the order of help. */
export const actsUponSeveral = ({ registry, ctx }: Pick<Call, 'registry' | 'ctx'>): Command[] =>
  registry.offered(ctx.actor).filter(({ inputs }) => inputs.people?.several);
