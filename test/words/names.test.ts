import { expect, test } from 'vitest';
import { sameName } from '../../src/words/names.ts';

test.each([
  ['José O’Brien', "JOSE O'BRIEN", 'O’Brien, José', 'José\u200b OʼBrien'],
  ['Łukasz-Jan Żak', 'lukasz jan zak', 'Żak, Łukasz Jan'],
  ['أحمد علي', 'احمد علي'],
  ['Müller', 'Mu\u0308ller'],
  ['Ｌｉ Ｎａ', 'Li Na'],
])('%s has the same name in each spelling', (...spellings) => {
  expect(new Set(spellings.map(sameName)).size).toBe(1);
});

test.each([
  ['Ali Hassan', 'Hassan Ali'],
  ['राम', 'रमा'],
  ['李娜', '李那'],
])('%s and %s are two names', (a, b) => {
  expect(sameName(a)).not.toBe(sameName(b));
});
