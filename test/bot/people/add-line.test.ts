import { describe, expect, test } from 'vitest';
import { peopleFromLine } from '../../../src/bot/people/add-line.ts';

const ada = { firstName: 'Ada', lastName: 'Noor', email: 'ada@s.example' };
const primary = { ...ada, programmes: 'primary' };
const bea = { firstName: 'Bea', lastName: 'Lind', email: 'bea@s.example' };

/** The rows of the file that several become, without its heads. */
async function rowsOf(typed: string): Promise<string[]> {
  const { file } = await peopleFromLine(typed);
  const { base64 } = file as { base64: string };
  return Buffer.from(base64, 'base64').toString().trim().split(/\r?\n/).slice(1);
}

describe('who is to be added, of', () => {
  // Which of them end a name is not tried for each anew: that took a minute.
  test('a line of a thousand words', async () => {
    const words = 'xy '.repeat(1_000).trim();
    const { people } = await peopleFromLine(`ada@s.example Ada ${words} primary`);
    expect(people).toEqual([expect.objectContaining({ email: ada.email, programmes: 'primary' })]);
    expect(await rowsOf(`Ada Noor ada@s.example primary ${words} bea@s.example`)).toEqual([
      expect.stringContaining('Ada,Noor,ada@s.example,primary'),
      expect.stringContaining('bea@s.example'),
    ]);
    const beside = await peopleFromLine(`Ada Noor ada@s.example primary ${words}`);
    expect(beside).toEqual({ people: [primary], unparsed: words });
  });

  test.each<[string, Record<string, unknown>]>([
    ['Ada Noor ada@s.example', { people: [ada] }],
    ['ada@s.example Ada Noor', { people: [ada] }],
    ['ada@s.example Ada Noor AS Level teacher', { people: [{ ...ada, programmes: 'AS Level', role: 'teacher' }] }],
    ['Noor, Ada <ada@s.example>;', { people: [ada] }],
    ['Ada Noor E-mail: ada@s.example', { people: [ada] }],
    ['E-mail: ada@s.example Ada Noor', { people: [ada] }],
    ['1. Ada Noor - ada@s.example', { people: [ada] }],
    ['ada@s.example (Ada Noor)', { people: [ada] }],
    ['ada@s.example (work)', { people: [{ ...ada, firstName: '', lastName: '' }], unparsed: '(work)' }],
    ['Ada Noor ａｄａ＠ｓ．ｅｘａｍｐｌｅ', { people: [ada] }],
    [
      'Ada Noor [ada@s.example](mailto:bea@s.example)',
      { people: [{ ...ada, email: '[ada@s.example](mailto:bea@s.example)' }] },
    ],
    ['Ada Noor ada@s.example please', { people: [ada] }],
    ['Ada Noor ada@s.example primary admin', { people: [{ ...ada, programmes: 'primary', role: 'admin' }] }],
    [
      'Ada Noor ada@s.example programmes:primary wibble',
      { people: [{ ...ada, programmes: 'primary' }], unparsed: 'wibble' },
    ],
    ['Ada\tNoor\tada@s.example\tIGCSE', { people: [{ ...ada, programmes: 'IGCSE' }] }],
    ['Ada\tNoor\tada@s.example\troom 12', { people: [ada], unparsed: 'room 12' }],
    ['Ada Noor ada@s.example, Bea Lind bea@s.example wibble', { people: [ada, bea], unparsed: 'wibble' }],
    // Nothing is swallowed into a name, nor into another's programmes.
    ['new teacher Ada Noor ada@s.example primary', { people: [primary], unparsed: 'new teacher' }],
    ['name: Ada Noor ada@s.example primary', { people: [primary], unparsed: 'name:' }],
    ['first name Ada last name Noor ada@s.example primary', { people: [primary], unparsed: 'first name last name' }],
    ['Bea Lind and Ada Noor ada@s.example primary', { people: [primary], unparsed: 'Bea Lind and' }],
    ['Bea & Ada Noor ada@s.example primary', { people: [primary], unparsed: 'Bea &' }],
    ['1\tAda\tNoor\tada@s.example\tprimary', { people: [primary], unparsed: '1' }],
    [
      'Ada\tNoor\tTeacher\tada@s.example\tprimary',
      { people: [{ ...primary, programmes: 'primary', role: 'Teacher' }] },
    ],
    // Which of them is the first name?
    ['Ada, Noor, ada@s.example, primary', { people: [primary], unparsed: 'Ada, Noor' }],
    ['Ada,Noor,ada@s.example,primary', { people: [primary], unparsed: 'Ada, Noor' }],
    ['ada@s.example, Ada, Noor, primary', { people: [primary], unparsed: 'Ada, Noor' }],
    ['Ada Noor, ada@s.example, primary', { people: [primary] }],
    ['Ada Noor; ada@s.example; primary', { people: [primary] }],
    ['Ada\nNoor\nada@s.example\nprimary', { people: [primary] }],
    ['ada@s.example primary', { people: [{ ...primary, firstName: '', lastName: '' }] }],
    ['‘Ada Noor’ ada@s.example primary', { people: [primary] }],
    ['Ada Noor ａｄａ＠s.example primary', { people: [primary] }],
    ['', {}],
  ])('%j', async (typed, raw) => {
    expect(await peopleFromLine(typed)).toEqual(raw);
  });

  test.each([
    'Ada Noor ada@s.example, Bea Lind bea@s.example sites:hub, forums',
    'Ada Noor ada@s.example and Bea Lind bea@s.example sites:hub, forums',
    'Noor, Ada <ada@s.example>; Lind, Bea <bea@s.example>; sites:hub, forums',
    'Ada Noor ada@s.example sites:hub, forums\nadd Bea Lind bea@s.example sites:hub, forums',
    'Ada Noor ada@s.example sites:hub, forums; Bea Lind bea@s.example sites:hub, forums',
  ])('%j: two', async (typed) => {
    expect(await rowsOf(typed)).toEqual([
      'Ada,Noor,ada@s.example,,"hub, forums",,',
      'Bea,Lind,bea@s.example,,"hub, forums",,',
    ]);
  });

  test.each([
    'Ada Noor ada@s.example primary and Bea Lind bea@s.example igcse',
    'Ada Noor ada@s.example primary Bea Lind bea@s.example igcse',
    'Ada Noor ada@s.example primary; Bea Lind bea@s.example; igcse',
    '• Ada Noor ada@s.example primary\n• Bea Lind bea@s.example igcse',
  ])('%j: each with programmes of their own', async (typed) => {
    expect(await rowsOf(typed)).toEqual(['Ada,Noor,ada@s.example,primary,,,', 'Bea,Lind,bea@s.example,igcse,,,']);
  });

  test('a pasted table with heads: as a file', async () => {
    expect(await rowsOf('Surname\tName\tMail\nNoor\tAda\tada@s.example')).toEqual(['Noor\tAda\tada@s.example']);
  });
});
