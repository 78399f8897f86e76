import type { Outages } from '../../../adapters/chat/outages.ts';
import { NotReady } from '../../../adapters/pages/health.ts';
import { count, listed } from '../../ui/formats.ts';

/**
 * What `/readyz` says of a chat that takes nothing, or not all, of ours somewhere. Everyone may read it: it names no workspace.
 *
 * @param options.isOne there is no other workspace
 * @throws NotReady where there is only one, and it takes nothing
 */
export function amiss(
  { nothing, some }: ReturnType<Outages['now']>,
  { isOne }: { isOne: boolean },
): string | undefined {
  if (nothing.workspaces > 0 && isOne) throw new NotReady(`It takes nothing: ${listed(nothing.problems)}. ${where}`);
  const parts = [
    ...(nothing.workspaces > 0
      ? [`${inWorkspaces(nothing.workspaces)} it takes nothing: ${listed(nothing.problems)}.`]
      : []),
    ...(some.workspaces > 0 ? [`${inWorkspaces(some.workspaces)} a right is missing: ${listed(some.problems)}.`] : []),
  ];
  return parts.length > 0 ? [...parts, where].join(' ') : undefined;
}

const inWorkspaces = (n: number) => `In ${count(n, 'workspace')}`;

const where = 'The log says where, and what to do.';
