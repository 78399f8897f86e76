import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { readLines } from '../../../src/program/env-file/lines.ts';

const good = { wrong: [], notes: [] };

test.each([
  'A=1\nB=2\n',
  'A=1\r\nB=2\r\n',
  '# a comment\n\nA = 1 \nB=\nC= # nothing\n',
  'export A=1\n',
  'A=x # said\nB="x # y" # said\nC=\'a b\'\nD=`a b`\n',
  'A="a\\nb"\nB=\'a\\nb\'\nC=a\\nb\n',
  'A=it\'s\nB=x"y"\nC==x\nD=1;B=2\nE=$PORT\nF=$(hostname)\n',
  'A=“a\nB=é 学校\n',
  'A=postgres://u:p%23@h/d?a=b&c=d\n',
])('%j is read as Node does', (text) => {
  expect(readLines(text)).toEqual({ ...good, given: { ...parseEnv(text) } });
});

test('so is what Node reads otherwise: line ends of the old Mac, spaces before a name, a comment at the end', () => {
  expect(readLines('A=1\rB=2\r')).toEqual({ ...good, given: { A: '1', B: '2' } });
  expect(readLines('\tA=1\n export  B=2\n\u00a0C\u00a0=3\n#D=1\n#E=2')).toEqual({
    ...good,
    given: { A: '1', B: '2', C: '3' },
  });
});

test('what can’t be read is named by its line, and what stands there is never repeated', () => {
  const lines = ['SLACK_BOT_TOKEN: hunter2', 'set A=hunter2', '$env:A = "hunter2"', '{ "A": "hunter2" }', 'hunter2'];
  for (const line of lines) {
    const { given, wrong } = readLines(`PORT=1\n${line}\nHOST=2`);
    expect(given).toEqual({ PORT: '1', HOST: '2' });
    expect(wrong).toEqual([
      '.env, line 2: this is no setting. Write it as NAME=value, or begin the line with # if it is a comment.',
    ]);
  }
  for (const value of ['"hunter2', '"hunter2"x', "'hunter2' 'x'", 'hunter#2', '#hunter2', '“hunter2”']) {
    const { given, wrong } = readLines(`\nA=${value}`);
    expect(given).toEqual({});
    expect(wrong).toEqual([expect.stringMatching(/^A: .{20,} \(\.env, line 2\)\.$/)]);
    expect(wrong.join()).not.toContain('hunter');
  }
});

test('of two of one name the last holds, and it is said', () => {
  expect(readLines('A=1\nB=2\nA=3').given).toEqual({ A: '3', B: '2' });
  expect(readLines('A=1\nA=3').notes).toEqual([
    'A: this is in .env twice, and the last one holds (.env, line 2). Take the other out.',
  ]);
  expect(readLines('A=1\nA=1').notes).toEqual([]);
});

test('a sign that can’t be seen is no part of a name or a value: its line is named', () => {
  for (const line of ['\u200bA=hunter2', 'A\u2060=hunter2', 'A=hunter2\u200b', 'A=hunter2\uFEFF'])
    expect(readLines(`B=1\n${line}`)).toMatchObject({
      given: { B: '1' },
      wrong: [expect.stringMatching(/^\.env, line 2: a sign that can’t be seen/)],
    });
  expect(readLines('\uFEFFA=می‌خواهم\n# \u200b')).toEqual({ ...good, given: { A: 'می‌خواهم' } });
});
