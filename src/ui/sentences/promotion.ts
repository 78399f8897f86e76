import type { DataSite } from '../../words/sites.ts';
import { stagesOf } from '../../words/stages.ts';
import { count, listed } from '../formats.ts';
import { siteNames } from './names.ts';
import type { PersonNames } from './people.ts';

const groups = (n: number) => count(n, 'learner group');
const learners = (n: number) => count(n, 'learner');
const only = (n: number, one: string, many: string) => (n === 1 ? one : many);

/** A group, and whose it is where there are several. */
type OfWhom = { shown: string; owner?: string };
const called = ({ shown, owner }: OfWhom) => (owner ? `${shown} of ${owner}` : shown);

/** So many of them by name, the rest by number. */
function some(all: readonly OfWhom[], most: number): string {
  const named = all.slice(0, most).map(called);
  return listed(all.length > most ? [...named, `${all.length - most} more`] : named);
}

/** Why a group stays as it is, behind its name. */
const why = {
  'moved-up': (n: number) => `${only(n, 'it moved', 'they moved')} up not long ago`,
  new: (n: number) =>
    `${only(n, 'it was', 'they were')} new after the last time, and ${only(n, 'is', 'are')} of the new year`,
  stage: (n: number) => `${only(n, 'its stage is', 'their stages are')} none of the site’s`,
  'two-stages': (n: number) => `${only(n, 'it has', 'they have')} learners of two stages, as the name says`,
  'several-numbers': (n: number) => `no number in the ${only(n, 'name', 'names')} is sure to be the stage`,
  'not-allowed': (n: number) => `your rights do not reach whoever holds ${only(n, 'it', 'them')}`,
};

/** What is said of groups that move up a year. */
export const promotion = {
  label: 'Move up a year',
  intro:
    'Groups go to their next stage with the same learners. What they are now stays readable, with its tests and results.',
  person: { label: 'Person', hint: 'Left empty: everyone’s groups.' },
  site: { label: 'Site', hint: 'Left empty: all of them.' },
  year: { label: 'The school year that ends', hint: 'Such as 2025/26, or 2026. Left empty: the last one.' },
  askOne: (w: PersonNames) => `Move the groups of ${w.name} up a year?`,
  askAll: 'Move the school’s groups up a year?',
  yes: (n: number) => `Move up ${groups(n)}`,
  yesEnd: (n: number) => `End ${groups(n)}`,
  none: 'No group can move up',
  /** `3 learner groups with 85 learners become those of the new year.` */
  follows: (n: number, of: number, year: string) =>
    `${groups(n)} with ${learners(of)} ${only(n, 'goes', 'go')} on in the new year. What ${only(n, 'it is', 'they are')} now stays as history of ${year}: ${only(n, 'its', 'their')} tests and results can be read, nothing is added to them.`,
  undo: 'This can be undone until something is imported into the new groups.',
  undoEnd: 'This can be undone.',
  leaving: (all: readonly OfWhom[], site: DataSite) => {
    const { last } = stagesOf[site];
    const [n, name] = [all.length, siteNames[site]];
    const where =
      site === 'primary'
        ? ` Stage ${last + 1} is on another site, ${siteNames['lower-secondary']}: whoever teaches it imports ${only(n, 'its', 'their')} learners there.`
        : '';
    return `${some(all, 5)} ${only(n, 'leaves', 'leave')} stage ${last}, the last of ${name}: ${only(n, 'it becomes', 'they become')} history, and nothing goes on from ${only(n, 'it', 'them')}.${where}`;
  },
  clashes: (all: readonly OfWhom[]) =>
    `${some(all, 5)} ${only(all.length, 'gets a name', 'get names')} that another group of the same person has. They stay apart, each with a number.`,
  left: (all: readonly OfWhom[], reason: keyof typeof why) =>
    `Left out: ${some(all, 5)}, since ${why[reason](all.length)}.`,
  columns: { one: ['Group', 'Becomes', 'Learners'], all: ['Teacher', 'Group', 'Becomes', 'Learners'] },
  becomes: (name: string, stage: number) => `${name} · stage ${stage}`,
  more: (n: number) => `And ${groups(n)} more, in the file below.`,
  file: {
    name: 'groups-moving-up.csv',
    columns: ['teacher', 'site', 'group', 'subject', 'stage', 'learners', 'becomes', 'new stage', 'left out since'],
    history: 'history',
    why: (reason: keyof typeof why) => why[reason](1),
  },
  doneOne: (w: PersonNames) => `The groups of ${w.name} moved up a year`,
  doneAll: 'The school’s groups moved up a year',
  done: (ended: number, made: number, year: string) =>
    `${groups(made)} ${only(made, 'is', 'are')} new, and ${groups(ended)} ${only(ended, 'is', 'are')} history of ${year}.`,
  undoLabel: 'Undo',
  askUndo: (year: string) => `Take back the move up of ${year}?`,
  followsUndo: (made: number, ended: number) =>
    `${groups(made)} of the new year ${only(made, 'goes', 'go')} again, and ${groups(ended)} ${only(ended, 'is', 'are')} what ${only(ended, 'it was', 'they were')} before.`,
  yesUndo: 'Take back',
  doneUndo: 'The move up is taken back',
  doneUndoNext: 'All groups are what they were before. No result was lost.',
  earlier: 'Earlier years',
  now: 'This year',
  titleEarlier: (name: string) => `Earlier learner groups of ${name}`,
  noneNow: (w: PersonNames) => `${w.first} holds no learner groups of this year.`,
  noneEarlier: (w: PersonNames) => `${w.first} holds no learner groups of earlier years.`,
  alsoEarlier: (n: number) => `${groups(n)} of earlier years besides.`,
  /** `3B · 2025/26` */
  ofYear: (name: string, year: string | null) => (year ? `${name} · ${year}` : name),
};
