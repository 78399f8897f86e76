import { readAuditCsv } from '../../bot/people/read-audit-file.ts';
import { findingsInWords } from '../../bot/people/trail-words.ts';
import { checkChain } from '../../service/audit/chain.ts';
import type { SealedEvent } from '../../service/audit/hash.ts';
import { verifying as say, trail } from '../../ui/sentences/trail.ts';

/** What was found, in sentences, and whether all is as it should be. */
export interface Verdict {
  lines: string[];
  isWhole: boolean;
}

interface TrailFile {
  name: string;
  /** Those that are sealed, in the order of the trail. */
  events: SealedEvent[];
}

type ReadTrail = NonNullable<ReturnType<typeof readAuditCsv>>;

/**
 * Checks files of the trail by themselves, and each against the one before: with nothing but them.
 *
 * @param files the earliest first
 * @param options.gaps whether events may be missing between others, as in files of one person
 */
export function verifyFiles(files: { name: string; content: string }[], options: { gaps: boolean }): Verdict {
  const verdicts: Verdict[] = [];
  let earlier: (TrailFile & { isWhole: boolean }) | undefined;
  for (const { name, content } of files) {
    const read = readAuditCsv(content);
    const events = read?.events ?? [];
    const rest = read ? leftOut(read) : [];
    if (!read || events.length === 0) verdicts.push(wrong(read ? say.noEvent(name) : say.otherFile(name), ...rest));
    else {
      const { lines, isWhole } = verifyFile(name, read, options);
      verdicts.push({ lines: [...lines, ...rest], isWhole });
      const compared = earlier && compare(earlier, { name, events });
      // Of what was changed the hash may be the same.
      if (compared && (!compared.isWhole || (isWhole && earlier?.isWhole))) verdicts.push(compared);
      earlier = { name, events, isWhole };
    }
  }
  return { lines: verdicts.flatMap((v) => v.lines), isWhole: verdicts.every((v) => v.isWhole) };
}

const wrong = (...lines: string[]): Verdict => ({ lines, isWhole: false });

/** What of a file was not checked, and why. */
const leftOut = ({ unsealed, hasZone, otherRows, brokenAt }: ReadTrail): string[] => [
  ...(unsealed > 0 ? [say.unsealed(unsealed)] : []),
  ...(otherRows.length > 0 ? [say.rows(otherRows)] : []),
  ...(brokenAt === undefined ? [] : [say.broken(brokenAt)]),
  say.onlyIds,
  ...(hasZone ? [] : [say.noZone]),
];

function verifyFile(name: string, read: ReadTrail, { gaps }: { gaps: boolean }): Verdict {
  const { events, shownOtherwise, otherRows, brokenAt } = read;
  const { state, add, found } = checkChain({ fromStart: false, gaps });
  for (const event of events) add(event);
  for (const { event, place } of shownOtherwise) found({ kind: 'shown', event, place });
  const isOneSchool = events.every((e) => e.centre === events[0]?.centre);
  const lines = [
    ...(isOneSchool ? [] : [say.severalSchools(name)]),
    say.file(name, events.length, events[0]?.place ?? 0, events.at(-1)?.place ?? 0),
    ...(state.wrong === 0 ? [say.asSealed] : findingsInWords(state)),
    ...(state.findings.some((f) => f.kind === 'missing') ? [say.gaps] : []),
    ...(gaps ? [say.onePerson] : []),
    ...(state.erasedReasons > 0 ? [trail.erased(state.erasedReasons)] : []),
  ];
  const isRead = isOneSchool && otherRows.length === 0 && brokenAt === undefined;
  return { lines, isWhole: state.wrong === 0 && isRead };
}

/**
 * The hash of the earlier file's last event has to be in the later one, there or in the event after it: then all before it is
 * the same, since each hash is made of the one before.
 */
function compare(earlier: TrailFile, later: TrailFile): Verdict {
  const [a, b] = [earlier.name, later.name];
  if (earlier.events[0]?.centre !== later.events[0]?.centre) return wrong(say.otherSchool(a, b));
  const hashes = new Map(
    later.events.flatMap(({ place, previous, hash }) => [[place - 1, previous] as const, [place, hash] as const]),
  );
  const differing = earlier.events.find(({ place, hash }) => (hashes.get(place) ?? hash) !== hash);
  if (differing) return wrong(say.differs(b, a, differing.place));
  const end = earlier.events.at(-1)?.place ?? 0;
  if (hashes.has(end)) return { lines: [say.goesOn(b, a)], isWhole: true };
  if ((later.events.at(-1)?.place ?? 0) < end) return wrong(say.endsBefore(b, a));
  if ((later.events[0]?.place ?? 0) > end) return wrong(say.apart(b, a));
  return wrong(say.notThere(b, a));
}
