import type { Outages } from '../../../adapters/chat/outages.ts';
import { NotReady } from '../../../adapters/pages/health.ts';
import { count, listed } from '../../ui/formats.ts';

interface Side {
  check(): Promise<void>;
  outages: Pick<Outages, 'now'>;
}

/**
 * What `/readyz` finds of a chat. Everyone may read it: it names no workspace.
 *
 * @param options.isOne there is one workspace alone, or one key for all
 * @returns where something of ours is not taken, if it is so somewhere
 * @throws NotReady where there is one alone and it takes nothing, else what `check` throws
 */
export async function unlessAmiss(
  { check, outages }: Side,
  { isOne }: { isOne: boolean },
): Promise<string | undefined> {
  const failed = await check().then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  const { nothing, some } = outages.now();
  if (isOne && nothing.workspaces > 0) throw new NotReady(`It takes nothing: ${listed(nothing.problems)}. ${where}`);
  if (failed) throw failed.error;
  const parts = [
    ...(nothing.workspaces > 0 ? [`${inSome(nothing.workspaces)} it takes nothing: ${listed(nothing.problems)}.`] : []),
    ...(some.workspaces > 0 ? [`${inSome(some.workspaces)} it does not let us do all: ${listed(some.problems)}.`] : []),
  ];
  return parts.length > 0 ? [...parts, where].join(' ') : undefined;
}

const inSome = (n: number) => `In ${count(n, 'workspace')}`;

const where = 'The log says where, and what to do.';
