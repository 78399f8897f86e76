import { count, formatNumber } from '../formats.ts';

/** What is said of the chain that the audit trail is. Events are named by their place in it, from 1. */
export const trail = {
  check: 'Check that it is whole',
  whole: 'The trail is whole',
  notWhole: 'The trail is not whole',
  /** @param since a day; nothing where none is sealed */
  counted: (events: number, since: string | undefined) =>
    since ? `${count(events, 'event')} since ${since}.` : 'No event is sealed.',
  unsealed: (n: number) =>
    `${count(n, 'event was', 'events were')} written down a moment ago and ${n === 1 ? 'is' : 'are'} not sealed yet.`,
  erased: (n: number) => `${count(n, 'reason was', 'reasons were')} erased; what was done stands.`,
  means:
    'Someone changed the database past Staffroom. Keep a copy of it as it is now, and the exports you have, and tell whoever runs the server.',
  more: (n: number) => `…and ${formatNumber(n)} more.`,
  found: {
    removed: ({ event, place }: { event: string; place?: number }) =>
      place === undefined
        ? `An event was removed before it was sealed: number ${event} in the database.`
        : `${eventAt(place)} was removed.`,
    missing: ({ from, to }: { from: number; to: number }) =>
      from === to
        ? `${eventAt(from)} is gone, with its seal.`
        : `Events ${formatNumber(from)} to ${formatNumber(to)} are gone, with their seals.`,
    changed: ({ place }: { place: number }) =>
      `${eventAt(place)} was changed: what was done, by whom, to whom, when, or its details.`,
    reason: ({ place }: { place: number }) => `The reason of event ${formatNumber(place)} was changed.`,
    unlinked: ({ place }: { place: number }) =>
      `${eventAt(place)} does not follow from the one before it, which was replaced with its seal.`,
    misdated: ({ place }: { place: number }) => `${eventAt(place)} was added at another time than the one it is dated.`,
    inserted: ({ event }: { event: string }) => `An event was put in past Staffroom: number ${event} in the database.`,
  },
};

const eventAt = (place: number) => `Event ${formatNumber(place)}`;
