import { count, formatNumber, listed } from '../formats.ts';

/** What is said of the chain that the audit trail is. Events are named by their place in it, from 1. */
export const trail = {
  check: 'Check that it is whole',
  before: 'Export the ones before',
  fileTells: 'Keep it: beside a later one it shows whether anything was changed in between.',
  whole: 'The trail is whole',
  notWhole: 'The trail is not whole',
  none: 'No event is sealed.',
  /** @param since a day; nothing where none is as it was sealed */
  counted: (events: number, since: string | undefined) => `${count(events, 'event')}${since ? ` since ${since}` : ''}.`,
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
    shown: ({ place }: { place: number }) => `The “when” of event ${formatNumber(place)} is not its “time (UTC)”.`,
    inserted: ({ event }: { event: string }) => `An event was put in past Staffroom: number ${event} in the database.`,
  },
};

/** What `npm run verify-trail` says, to whoever runs the server or checks its files. */
export const verifying = {
  noSchool: 'There is no school in this database yet.',
  school: (number: string, name: string, whole: boolean) =>
    `${number} ${name}: ${whole ? trail.whole : trail.notWhole}.`,
  head: (place: number, hash: string) => `The last event is ${formatNumber(place)}, with the hash ${hash}.`,
  noTable: 'This database is of a release that did not seal the trail. Start this one on it first.',
  unreadable: (file: string, why: string) => `${file}: it can’t be read (${why}).`,
  otherFile: (file: string) => `${file}: this is not a file of “audit as:csv”.`,
  noEvent: (file: string) => `${file}: no event in it is sealed.`,
  unsealed: (n: number) => `${count(n, 'event in it is', 'events in it are')} not sealed, and can’t be checked.`,
  severalSchools: (file: string) => `${file}: it holds events of several schools.`,
  otherSchool: (a: string, b: string) => `${a} and ${b} are of different schools.`,
  file: (file: string, events: number, from: number, to: number) =>
    `${file}: ${count(events, 'event')}, from ${formatNumber(from)} to ${formatNumber(to)} of the trail.`,
  asSealed: 'Each is as it was sealed.',
  onlyIds:
    'Not sealed, and not checked: the names in “who” and “to whom”, and what “from” says. Go by the ids beside them.',
  noZone: '“when” is not checked either: the file does not say by which time zone it is. Go by “time (UTC)”.',
  rows: (rows: number[]) =>
    `${count(rows.length, 'row is', 'rows are')} no event of the trail: ${listed(rows.slice(0, 20).map(formatNumber))}${rows.length > 20 ? '…' : ''} of the file.`,
  broken: (row: number) =>
    `From row ${formatNumber(row)} of the file on it can’t be read, and nothing of it is checked.`,
  gaps: 'Of what is missing: in a file of one person that is as it should be, and --one-person says so; in any other it was taken out.',
  onePerson: 'Whether any is missing between them can’t be told from a file of one person.',
  goesOn: (later: string, earlier: string) => `${later} holds all of ${earlier} unchanged, or goes on right after it.`,
  endsBefore: (later: string, earlier: string) =>
    `${later} ends before ${earlier} does: the end of the trail was cut off, or the files are not given in their order, the earlier first.`,
  apart: (later: string, earlier: string) =>
    `${later} begins later than right after the end of ${earlier}: nothing can be told of what is between.`,
  differs: (later: string, earlier: string, place: number) =>
    `${later} tells another story than ${earlier} does, at the latest from event ${formatNumber(place)} on: the trail was calculated anew.`,
  notThere: (later: string, earlier: string) =>
    `${later} does not hold the last event of ${earlier}: nothing can be told of the two.`,
};

const eventAt = (place: number) => `Event ${formatNumber(place)}`;
