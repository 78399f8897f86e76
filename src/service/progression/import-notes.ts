import type { PlannedTest } from './import-rows.ts';
import type { ImportPlan } from './plan-import.ts';

/** A test as a person knows it. */
type TestAsIs = Pick<PlannedTest, 'takenOn' | 'maxMark'>;

/** Something that an import does to what is there already, or that may not be meant; to be shown before it is done. */
export type ImportNote =
  | { kind: 'corrected'; group: string; test: string; was: TestAsIs; now: TestAsIs }
  | { kind: 'overwritten'; group: string; learner: string; test: string; was: number; now: number }
  | { kind: 'renamed'; group: string; was: string; now: string; number: string }
  | { kind: 'one-number'; group: string; number: string; name: string; others: string[] }
  | { kind: 'namesakes'; group: string; learner: string; count: number };

/** Notes of one kind that are made; the rest is in the numbers. */
const maxOfKind = 5;

export function notesOf({ retested, changed, renamed, namesakes, sharedNumbers, names }: ImportPlan): ImportNote[] {
  const group = (id: string) => {
    const there = names.groups.get(id);
    return there?.shown ?? there?.name ?? '';
  };
  return [
    ...retested
      .filter(isCorrected)
      .slice(0, maxOfKind)
      .flatMap(({ groupId, name: test, takenOn, maxMark, was }) =>
        was ? [{ kind: 'corrected' as const, group: group(groupId), test, was, now: { takenOn, maxMark } }] : [],
      ),
    ...changed.slice(0, maxOfKind).map(({ groupId, learnerId, testId, mark, was }) => ({
      kind: 'overwritten' as const,
      group: group(groupId),
      learner: names.learners.get(learnerId)?.name ?? '',
      test: names.tests.get(testId)?.name ?? '',
      was: was?.mark ?? mark,
      now: mark,
    })),
    ...renamed
      .filter((l) => l.was && l.was.name !== l.name)
      .slice(0, maxOfKind)
      .map(({ groupId, name: now, number, was }) => ({
        kind: 'renamed' as const,
        group: group(groupId),
        was: was?.name ?? now,
        now,
        number: number ?? '',
      })),
    ...sharedNumbers.slice(0, maxOfKind).map(({ groupId, number, name, others }) => ({
      kind: 'one-number' as const,
      ...{ group: group(groupId), number, name, others },
    })),
    ...namesakes.slice(0, maxOfKind).map(({ groupId, name: learner, count }) => ({
      kind: 'namesakes' as const,
      group: group(groupId),
      learner,
      count,
    })),
  ];
}

/** Whether more is changed of it than its strands. */
export const isCorrected = ({ takenOn, maxMark, was }: PlannedTest): boolean =>
  was !== undefined && (was.takenOn !== takenOn || was.maxMark !== maxMark);
