import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Line, parseLine, plainHyphens, plainWidth, splitVerb } from '../../../src/bot/line/parse.ts';
import { anyText, nasty, runs } from '../../kit/fuzz.ts';

const keys = ['status', 'role', 'sites', 'lastName', 'as'];
const read = (text: string) => parseLine(text, keys);
const words = (text: string) => read(text).words.map((w) => w.text);

describe('a line reads as', () => {
  test.each<[string, string, string[], Record<string, string>]>([
    ['suspend ben@school.example', 'suspend', ['ben@school.example'], {}],
    ['/staff suspend ben', 'suspend', ['ben'], {}],
    ['/Suspend Ben', 'suspend', ['Ben'], {}],
    ['  staff   list  ', 'list', [], {}],
    ['', '', [], {}],
    ['/staff', '', [], {}],
    ['LIST Okafor', 'list', ['Okafor'], {}],
    ['list "Mei Lin" x', 'list', ['Mei Lin', 'x'], {}],
    ['list “Mei Lin” x', 'list', ['Mei Lin', 'x'], {}],
    ['list „Mei Lin“ x', 'list', ['Mei Lin', 'x'], {}],
    ['list «Mei Lin» x', 'list', ['Mei Lin', 'x'], {}],
    ['list "never closed x', 'list', ['never closed x'], {}],
    ['list status:invited site:test-maker okafor', 'list', ['okafor'], { status: 'invited', sites: 'test-maker' }],
    ['add x sites:hub, forums role:admin', 'add', ['x'], { sites: 'hub, forums', role: 'admin' }],
    ['add x sites:hub, role:admin y', 'add', ['x', 'y'], { sites: 'hub', role: 'admin' }],
    ['add x Site:hub', 'add', ['x'], { sites: 'hub' }],
    ['edit x last-name:Lee', 'edit', ['x'], { lastName: 'Lee' }],
    ['edit x last–name:Lee', 'edit', ['x'], { lastName: 'Lee' }],
    ['list Status:invited', 'list', [], { status: 'invited' }],
    ['list lastname:Okafor', 'list', [], { lastName: 'Okafor' }],
    ['list status:invited status:active', 'list', [], { status: 'active' }],
    ['edit x lastName:"Okafor Lee" y', 'edit', ['x', 'y'], { lastName: 'Okafor Lee' }],
    ['edit x lastName:“Okafor Lee”', 'edit', ['x'], { lastName: 'Okafor Lee' }],
    ['edit x lastName:', 'edit', ['x'], { lastName: '' }],
    ['edit x lastName:""', 'edit', ['x'], { lastName: '' }],
    ['list a:x', 'list', ['a:x'], {}],
    ['suspend ben note:call home', 'suspend', ['ben', 'note:call', 'home'], {}],
    ['suspend ben see https://x.example/a:b', 'suspend', ['ben', 'see', 'https://x.example/a:b'], {}],
    ['list __proto__:x constructor:y', 'list', ['__proto__:x', 'constructor:y'], {}],
    ['suspend <@U1|Ben> left', 'suspend', ['<@U1|Ben>', 'left'], {}],
    ['suspend <@U1|Ben Okafor> left', 'suspend', ['<@U1|Ben Okafor>', 'left'], {}],
    ['suspend <@U1> left', 'suspend', ['<@U1>', 'left'], {}],
    ['show <mailto:a@b.example|a@b.example>', 'show', ['a@b.example'], {}],
    ['show <mailto:a@b.example>', 'show', ['a@b.example'], {}],
    ['show mailto:a@b.example', 'show', ['a@b.example'], {}],
    ['show <a@b.example>', 'show', ['a@b.example'], {}],
    ['show a@b.example, please', 'show', ['a@b.example', 'please'], {}],
    ['show a@b.example.', 'show', ['a@b.example'], {}],
    ['show O’Brien', 'show', ['O’Brien'], {}],
    ["show O'Brien", 'show', ["O'Brien"], {}],
    ['show\u00a0Ben\u202fOkafor', 'show', ['Ben', 'Okafor'], {}],
    ['show Ben\u200bOkafor', 'show', ['Ben', 'Okafor'], {}],
    ['show Ben\nOkafor\tLee', 'show', ['Ben', 'Okafor', 'Lee'], {}],
    ['show नि\u200dधि', 'show', ['नि\u200dधि'], {}],
    ['who‑am–i', 'who-am-i', [], {}],
    ['show Smith–Jones', 'show', ['Smith–Jones'], {}],
    ['show ‘Ben Okafor’ x', 'show', ['Ben Okafor', 'x'], {}],
    ["show 'Ben O’Brien', x", 'show', ['Ben O’Brien', ',', 'x'], {}],
    ["show Taufa'ao 'Ilaisaane", 'show', ["Taufa'ao", "'Ilaisaane"], {}],
    ['ｓｈｏｗ ｂｅｎ＠ｂ．ｅｘａｍｐｌｅ', 'show', ['ben@b.example'], {}],
    ['show Ben (ben@b.example)', 'show', ['Ben', 'ben@b.example'], {}],
  ])('%j', (typed, verb, expected, given) => {
    const line = read(typed);
    expect([line.verb, line.words.map((w) => w.text), { ...line.keys }]).toEqual([verb, expected, given]);
  });

  test('quotes are told from bare words, so that a quoted name is never cut', () => {
    expect(read('suspend "Ben Okafor" left').words).toEqual([
      { text: 'Ben Okafor', quoted: true, raw: '"Ben Okafor"', gap: '' },
      { text: 'left', quoted: false, raw: 'left', gap: ' ' },
    ]);
  });
});

const line = fc.oneof(
  anyText,
  nasty,
  fc.tuple(nasty, anyText).map(([a, b]) => `list ${a} ${b}`),
);

describe('whatever is typed', () => {
  test('reads as something', () => {
    fc.assert(
      fc.property(line, (typed) => {
        const { verb, words, keys: given }: Line = read(typed);
        expect(verb).toBe(splitVerb(typed).verb);
        expect(verb).not.toMatch(/\s/);
        for (const key of Object.keys(given)) expect(keys).toContain(key);
        for (const { text, quoted } of words) if (!quoted) expect(text).not.toBe('');
      }),
      runs(700),
    );
  });

  test('in quotes is one word, as it is', () => {
    const inside = fc
      .stringMatching(/^[^"“”„«»\s\u200b\ufeff]+( [^"“”„«»\s\u200b\ufeff]+)*$/)
      .filter((s) => !/[@]/.test(s));
    fc.assert(
      fc.property(inside, fc.constantFrom('""', '“”', '„“', '«»'), (text, [open, close]) => {
        expect(words(`list ${open}${text}${close} x`)).toEqual([text, 'x']);
        expect(read(`list sites:${open}${text}${close} x`).keys.sites).toBe(text);
      }),
      runs(170),
    );
  });

  test('a name of plain letters stays as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^\p{L}[\p{L}\p{M}’'-]{0,19}$/u), { maxLength: 5 }), (names) => {
        expect(words(`show ${names.join(' ')}`)).toEqual(names.map(plainWidth));
      }),
      runs(170),
    );
  });

  test('takes no longer for a line of any length', () => {
    for (const c of ['"', '<', 'a:', '“', ' ', 'a', '<@', '–', 'é'])
      expect(() => read(c.repeat(1_000_000))).not.toThrow();
  });

  test('dashes of every kind are hyphens where a key is meant', () => {
    for (const dash of '‐‑‒–—―−') expect(plainHyphens(`lower${dash}secondary`)).toBe('lower-secondary');
    fc.assert(
      fc.property(anyText, (s) => plainHyphens(s).length === s.length),
      runs(170),
    );
  });
});
