import type { ChainState, Finding } from '../../service/audit/chain.ts';
import { trail as say } from '../../ui/sentences/trail.ts';

/** What there is to say of a trail but what is wrong with it. @param day how the day of a moment is said */
export function trailWords(state: ChainState & { unsealed: number }, day: (at: Date) => string): string[] {
  const { events, since, last, unsealed, erasedReasons } = state;
  return [
    last ? say.counted(events, since && day(since)) : say.none,
    ...(unsealed > 0 ? [say.unsealed(unsealed)] : []),
    ...(erasedReasons > 0 ? [say.erased(erasedReasons)] : []),
  ];
}

/** The findings that were kept, and how many more there are. */
export const findingsInWords = ({ findings, wrong }: ChainState): string[] => [
  ...findings.map(inWords),
  ...(wrong > findings.length ? [say.more(wrong - findings.length)] : []),
];

function inWords(f: Finding): string {
  switch (f.kind) {
    case 'removed':
      return say.found.removed(f);
    case 'missing':
      return say.found.missing(f);
    case 'changed':
      return say.found.changed(f);
    case 'reason':
      return say.found.reason(f);
    case 'unlinked':
      return say.found.unlinked(f);
    case 'misdated':
      return say.found.misdated(f);
    case 'inserted':
      return say.found.inserted(f);
    case 'shown':
      return say.found.shown(f);
  }
}
