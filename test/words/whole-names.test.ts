import { expect, test } from 'vitest';
import { fullName } from '../../src/words/people.ts';
import { splitName } from '../../src/words/whole-names.ts';

test.each([
  ['Ada Noor', 'Ada', 'Noor'],
  ['  Ada   Maria  Noor ', 'Ada Maria', 'Noor'],
  ['Lind, Bea', 'Bea', 'Lind'],
  ['Suharto', 'Suharto', ''],
  ['Ahmad bin Ali', 'Ahmad', 'bin Ali'],
  ['María de la Cruz', 'María', 'de la Cruz'],
  ['Jan van der Berg', 'Jan', 'van der Berg'],
  ['DUPONT Jean', 'Jean', 'DUPONT'],
  ['Jean-Paul DUPONT', 'Jean-Paul', 'DUPONT'],
  ['ADA NOOR', 'ADA', 'NOOR'],
  ['李小龙', '小龙', '李'],
  ['欧阳娜娜', '娜娜', '欧阳'],
  ['李 小龙', '小龙', '李'],
  ['김민수', '민수', '김'],
  ['たなか さくら', 'さくら', 'たなか'],
  ['田中 さくら', 'さくら', '田中'],
  ['De Silva', 'De', 'Silva'],
  ['Smith, Jr.', 'Smith', ''],
  ['Martin Luther King, Jr.', 'Martin Luther', 'King'],
  ['Sean O’Brien', 'Sean', 'O’Brien'],
  ['', '', ''],
])('%j', (written, firstName, lastName) => {
  expect(splitName(written)).toEqual({ firstName, lastName });
});

test.each([
  ['Nguyễn Văn An', 'Văn An', 'Nguyễn'],
  ['Иванова Мария Петровна', 'Мария Петровна', 'Иванова'],
  ['Lind Bea', 'Bea', 'Lind'],
  ['De Luca Anna', 'Anna', 'De Luca'],
])('%j, in a column that has the family name first', (written, firstName, lastName) => {
  expect(splitName(written, 'last-name')).toEqual({ firstName, lastName });
});

test.each(['Dr Ada Noor', 'Mrs. Ada Noor', 'Frau Ada Noor', 'PROF. Ada Noor', 'M. Ada Noor', 'Noor, Dr. Ada'])(
  'a title is left off, and told: %j',
  (written) => {
    const { title, ...name } = splitName(written);
    expect(name).toEqual({ firstName: 'Ada', lastName: 'Noor' });
    expect(written.includes(title ?? '?')).toBe(true);
  },
);

test('a name that looks like a title alone is a name', () => {
  expect(splitName('Miss')).toEqual({ firstName: 'Miss', lastName: '' });
});

test.each([
  '李明',
  '欧阳娜娜',
  '김민수',
  '田中 さくら',
  'たなか さくら',
  'スミス ジョン',
  'Ada Noor',
  'Suharto',
  'Ming 李',
])('%s is shown as it was given', (whole) => {
  expect(fullName(splitName(whole))).toBe(whole);
});
