import type { Logger } from 'pino';

/** Why a platform takes nothing of ours, in its own word. */
export interface Outage {
  problem: string;
  /** The right that is missing, if it is that. */
  right?: string;
  /** What was asked of it, where it is only that which it does not take. */
  method?: string;
}

/** Where a platform takes nothing of ours until someone mends it. */
export interface Outages {
  /** Says it to the log, once until it is over. @param where the platform's id of the workspace; empty where there is only one */
  begin(where: string, outage: Outage): void;
  /** Something was taken there. */
  end(where: string, method: string): void;
  /** Notes which rights we were given too few of there; said to the log once. */
  lacks(where: string, rights: string[]): void;
  /** In how many workspaces nothing is taken, and in how many some things are not; and what the problems are. */
  now(): Record<'nothing' | 'some', { workspaces: number; problems: string[] }>;
}

/** Most that are remembered: more workspaces than one copy of the program serves. */
const max = 2_000;

/** @param remedyOf what to do, in a sentence for whoever runs the program */
export function openOutages(log: Logger, chat: string, remedyOf: (problem: string) => string): Outages {
  const open = new Map<string, Outage[]>();
  const lacking = new Map<string, string[]>();
  return {
    begin(where, outage) {
      const there = open.get(where) ?? [];
      if (
        there.some(({ problem, method }) => problem === outage.problem && method === outage.method) ||
        open.size >= max
      )
        return;
      open.set(where, [...there, outage]);
      const { problem, method } = outage;
      log.warn(
        { ...(where && { workspace: where }), ...outage },
        `${chat} takes ${method ? 'some things' : 'nothing'} of Staffroom’s in a workspace. ${remedyOf(problem)}`,
      );
    },
    end(where, method) {
      const there = open.get(where);
      if (!there) return;
      const left = there.filter((each) => each.method !== undefined && each.method !== method);
      if (left.length === there.length) return;
      if (left.length > 0) return void open.set(where, left);
      open.delete(where);
      log.info({ ...(where && { workspace: where }) }, `${chat} takes again what is Staffroom’s there.`);
    },
    lacks(where, rights) {
      if (rights.length === 0) return void lacking.delete(where);
      if (lacking.get(where)?.join() === rights.join() || lacking.size >= max) return;
      lacking.set(where, rights);
      log.warn(
        { ...(where && { workspace: where }), rights },
        `${chat} gave Staffroom too few rights in a workspace. ${remedyOf('missing_scope')}`,
      );
    },
    now() {
      const all = [...open].flatMap(([where, outages]) =>
        outages.map(({ problem, right, method }) => ({ where, problem: right ?? problem, method })),
      );
      const rights = [...lacking].flatMap(([where, each]) => each.map((problem) => ({ where, problem })));
      return {
        nothing: counted(all.filter(({ method }) => method === undefined)),
        some: counted([...all.filter(({ method }) => method !== undefined), ...rights]),
      };
    },
  };
}

const counted = (all: { where: string; problem: string }[]) => ({
  workspaces: new Set(all.map(({ where }) => where)).size,
  problems: [...new Set(all.map(({ problem }) => problem))].sort(),
});
