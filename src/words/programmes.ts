import { type Site, sites } from './sites.ts';

export const programmes = ['primary', 'lower-secondary', 'upper-secondary', 'advanced', 'global-perspectives'] as const;
export type Programme = (typeof programmes)[number];

/** The sites that a programme suggests; the school's own table. */
export const suggestedSites: Record<Programme, Site[]> = {
  primary: ['hub', 'primary', 'forums'],
  'lower-secondary': ['hub', 'lower-secondary', 'forums'],
  'upper-secondary': ['hub', 'test-maker', 'resource-plus', 'results-analysis', 'forums'],
  advanced: ['hub', 'test-maker', 'resource-plus', 'results-analysis', 'forums'],
  'global-perspectives': ['hub', 'resource-plus', 'forums'],
};

/** The sites that these programmes suggest, of those that the centre is eligible for, in the sites' own order. */
export function suggest(programmes: Programme[], eligible: Site[]): Site[] {
  const wanted = new Set(programmes.flatMap((p) => suggestedSites[p]));
  return sites.filter((s) => wanted.has(s) && eligible.includes(s));
}

/**
 * What schools call the programmes, besides their own names: qualifications, stages, what was said before the programmes were renamed, and
 * the stages of the English curriculum that are taught with them. *Secondary* alone and *GP* are none: each may be either of two.
 */
const said: Record<Programme, string> = {
  primary: `primary, primary checkpoint, primary school, junior school, lower primary, upper primary, key stage 1, key stage 2, ks1, ks2,
    stages 1-6, stage 1-6, stage 1, stage 2, stage 3, stage 4, stage 5, stage 6, primaria, educacion primaria, ensino primario, primario, primaire,
    ecole primaire, primarstufe, grundschule, sekolah rendah, sekolah dasar, ilkokul, tieu hoc, ประถม, ประถมศึกษา, 小学, 小學, начальная школа`,
  'lower-secondary': `lower secondary, lower secondary checkpoint, lowersec, checkpoint, secondary 1, secondary one, secondary 1 checkpoint,
    middle school, key stage 3, ks3, stages 7-9, stage 7-9, stage 7, stage 8, stage 9, secundaria inferior, secundaria baja, sekundarstufe i,
    scuola media, secondaria di primo grado, menengah rendah, ortaokul, trung hoc co so, มัธยมต้น, มัธยมศึกษาตอนต้น, 初中`,
  'upper-secondary': `upper secondary, uppersec, igcse, igcse 9-1, i gcse, o level, olevel, ordinary level, o level igcse, igcse o level, ice,
    secondary 2, secondary two, key stage 4, ks4, menengah atas, มัธยมปลาย, มัธยมศึกษาตอนปลาย`,
  advanced: `advanced, advanced level, a level, alevel, as level, as, a2, a2 level, as a level, as and a level, as a2, as a2 level, as level a level,
    as level and a level, gce a level, gce as a level, pre u, aice, aice diploma, ipq, sixth form, 6th form, key stage 5, ks5`,
  'global-perspectives': `global perspectives, global perspective, global perspectives and research, global perspectives research, gpr, gpq,
    primary global perspectives, lower secondary global perspectives, igcse global perspectives, as a level global perspectives and research`,
};

const besides =
  /\b(?:cambridge|caie|cie|international|assessment|education|programmes?|programs?|curriculum|qualifications?|diploma)\b/g;

/** The letters and figures that tell one programme from another. */
const plain = (words: string) =>
  words
    .replace(/[™®©]/g, '')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(besides, ' ')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .replace(/\b(levels|igcses)\b/g, (many) => many.slice(0, -1))
    .replaceAll(' ', '');

const bySaid = new Map(
  programmes
    .flatMap((p) => [p, ...said[p].split(/,|\n/)].map((words) => [plain(words), p] as const))
    .filter(([w]) => w !== ''),
);

/** The programme that these words name, however schools call it: *IGCSE*, *AS & A Level*, *KS3*; nothing where they name none. */
export const programmeNamed = (words: string): Programme | undefined => bySaid.get(plain(words.slice(0, 200)));

/** What parts one programme from another wherever it stands; and what may also stand within the name of one. */
const parts = /[,;|\n、，；]/;
const mayPart = /[/&+]|\s(?:and|y|e|et|und|dan|ve)\s/i;

/**
 * All programmes in a cell or in what was typed. Commas, semicolons and line ends part them; a slash, *&* and *and* do where the words on
 * both sides name programmes and the whole does not: *Primary / Lower Secondary* is two, *AS & A Level* one.
 *
 * @returns beside them the words that name none
 */
export function programmesIn(words: string): { programmes: Programme[]; unknown: string[] } {
  const found = new Set<Programme>();
  const unknown: string[] = [];
  for (const part of words.split(parts).map((p) => p.trim())) {
    if (part === '') continue;
    const whole = programmeNamed(part) ?? programmeNamed(part.replace(/\([^()]*\)/g, ' '));
    const named = whole ? [whole] : part.split(mayPart).map(programmeNamed);
    if (named.every((p) => p !== undefined)) for (const p of named) found.add(p);
    else unknown.push(part);
  }
  return { programmes: programmes.filter((p) => found.has(p)), unknown };
}
