import { expect, test } from 'vitest';
import { programmeNames } from '../../src/ui/sentences/names.ts';
import { type Programme, programmeNamed, programmes, programmesIn } from '../../src/words/programmes.ts';

const asSaid: Record<Programme, string[]> = {
  primary: ['Cambridge Primary', 'PRIMARY', 'Primary Checkpoint', 'KS2', 'Stage 5', 'Stage 1-6', 'Primaria', '小学'],
  'lower-secondary': [
    'Lower Secondary',
    'lower-secondary',
    'Cambridge Lower Secondary Checkpoint',
    'Checkpoint',
    'KS3',
  ],
  'upper-secondary': [
    'IGCSE',
    'igcses',
    'Cambridge IGCSE™ (9–1)',
    'O Level',
    'O-Levels',
    'Upper Secondary',
    'IGCSE / O Level',
  ],
  advanced: [
    'A Level',
    'A-levels',
    'AS',
    'AS Level',
    'AS & A Level',
    'AS/A Level',
    'International AS and A Levels',
    'Pre-U',
    'AICE Diploma',
    'IPQ',
  ],
  'global-perspectives': [
    'Global Perspectives',
    'Cambridge Global Perspectives & Research',
    'GPQ',
    'IGCSE Global Perspectives',
  ],
};

test.each(Object.entries(asSaid))('%s, as schools say it', (programme, words) => {
  expect(words.map((w) => [w, programmeNamed(w)])).toEqual(words.map((w) => [w, programme]));
});

test('by their own keys and names too', () => {
  expect(programmes.map((p) => [programmeNamed(p), programmeNamed(programmeNames[p])])).toEqual(
    programmes.map((p) => [p, p]),
  );
});

test('a cell of blanks is read at once, and another thousand', () => {
  for (let i = 0; i < 1_000; i += 1) expect(programmesIn(`Maths${' '.repeat(3_900)}${i}`).programmes).toEqual([]);
});

test.each(['', 'Cambridge', 'Maths', 'Secondary', 'GP', 'IB Diploma', 'a', 'chess'])('%j is none', (words) => {
  expect(programmeNamed(words)).toBeUndefined();
});

test.each([
  ['AS & A Level, Cambridge Primary', ['primary', 'advanced'], []],
  ['Cambridge Primary (Stages 1-6), IGCSE (Maths)', ['primary', 'upper-secondary'], []],
  ['Primary / Lower Secondary', ['primary', 'lower-secondary'], []],
  ['IGCSE and AS & A Level', ['upper-secondary', 'advanced'], []],
  ['IGCSE + A Level', ['upper-secondary', 'advanced'], []],
  ['primary; igcse | KS3\nGPQ', ['primary', 'lower-secondary', 'upper-secondary', 'global-perspectives'], []],
  ['A Level', ['advanced'], []],
  ['igcse, chess', ['upper-secondary'], ['chess']],
  ['Maths & A Level', [], ['Maths & A Level']],
  ['小学、初中', ['primary', 'lower-secondary'], []],
  [' , ;', [], []],
])('%j is parted where it should be', (words, found, unknown) => {
  expect(programmesIn(words)).toEqual({ programmes: found, unknown });
});
