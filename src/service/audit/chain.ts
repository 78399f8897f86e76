import { hashOf, momentOf, noHash, reasonHashOf, type SealedEvent } from './hash.ts';

/** What is wrong with a trail, and where. `place` counts from 1; `event` is the event's own number. */
export type Finding =
  /** There is the seal of an event that is gone. */
  | { kind: 'removed'; event: string; place?: number }
  /** Nothing is at these places. */
  | { kind: 'missing'; from: number; to: number }
  /** Its hash is not that of what stands there. */
  | { kind: 'changed'; event: string; place: number }
  /** The reason is not the one that was given. */
  | { kind: 'reason'; event: string; place: number }
  /** It was sealed after something else than what stands before it. */
  | { kind: 'unlinked'; event: string; place: number }
  /** Its time is not that at which it was added. */
  | { kind: 'misdated'; event: string; place: number }
  /** It is there, and came neither to be sealed nor to wait for it. */
  | { kind: 'inserted'; event: string }
  /** What a file shows people as its time is not the one that was sealed. */
  | { kind: 'shown'; event: string; place: number };

/** A seal whose event is gone is a place, an event's number and hashes. */
export type Link = SealedEvent | (Pick<SealedEvent, 'place' | 'event' | 'previous' | 'hash'> & { gone: true });

export interface ChainState {
  /** How many events were looked at. */
  events: number;
  /** When the earliest was of those that are as they were sealed; nothing where none is. */
  since?: Date;
  first?: Link;
  last?: Link;
  /** Reasons that are there no more, with what they could be checked by. */
  erasedReasons: number;
  /** The first of what is wrong. */
  findings: Finding[];
  /** How many there are in all. */
  wrong: number;
}

/**
 * How far an event's time may be from when it was added, in milliseconds: the one is by the program's clock, when it was written
 * down in a transaction, the other by the database's. Far more than a transaction takes, or clocks differ.
 */
const apartMs = 3_600_000;

/** More are counted and not kept. */
const maxFindings = 20;

/**
 * Checks a chain link by link, in the order of their places, without holding more than the last.
 *
 * @param options.fromStart whether it has to begin with the first place
 * @param options.gaps whether places may be missing between others
 */
export function checkChain(options: { fromStart: boolean; gaps?: boolean }) {
  const state: ChainState = { events: 0, erasedReasons: 0, findings: [], wrong: 0 };

  function found(finding: Finding): void {
    state.wrong++;
    if (state.findings.length < maxFindings) state.findings.push(finding);
  }

  function checkPlace({ place, previous, event }: Link): void {
    const { last } = state;
    const expected = last ? Math.max(last.place + 1, 1) : options.fromStart ? 1 : place;
    if (place > expected && !options.gaps) found({ kind: 'missing', from: expected, to: place - 1 });
    if (place < expected) found({ kind: 'unlinked', event, place });
    const before = last?.place === place - 1 ? last.hash : place === 1 ? noHash : undefined;
    if (place === expected && before !== undefined && previous !== before) found({ kind: 'unlinked', event, place });
  }

  function checkEvent(e: SealedEvent): void {
    const { event, place } = e;
    const at = momentOf(e.at);
    if (hashOf(e) !== e.hash) found({ kind: 'changed', event, place });
    // Not "more than": of what is no time at all nothing is more.
    else if (e.addedAt !== '' && !(Math.abs(at - momentOf(e.addedAt)) <= apartMs))
      found({ kind: 'misdated', event, place });
    else if (at < (state.since?.getTime() ?? Number.POSITIVE_INFINITY)) state.since = new Date(at);
    if (e.reasonHash === '') {
      if (e.reason !== null) found({ kind: 'reason', event, place });
    } else if (e.reason === null && e.reasonSalt === '') state.erasedReasons++;
    else if (reasonHashOf(e.reasonSalt, e.reason ?? '') !== e.reasonHash) found({ kind: 'reason', event, place });
  }

  return {
    state,
    found,
    add(link: Link): void {
      checkPlace(link);
      if ('gone' in link) found({ kind: 'removed', event: link.event, place: link.place });
      else {
        checkEvent(link);
        state.events++;
      }
      state.first ??= link;
      state.last = link;
    },
  };
}
