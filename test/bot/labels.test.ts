import { describe, expect, test } from 'vitest';
import { jobCards } from '../../src/bot/job-cards.ts';
import { registryOf } from '../../src/bot/registry.ts';
import type { Button, Card } from '../../src/ui/card.ts';
import { useDatabase } from '../kit/database.ts';
import { registry } from '../kit/job-cards.ts';
import { senderOf, useTalk } from './talk.ts';

/** Commands that are all called otherwise than by their files. */
const renamed = registryOf(registry.all.map((c) => ({ ...c, label: `To ${c.verb}` })));
const old = new Map(registry.all.map((c) => [c.label, c.verb]));

const talk = useTalk(useDatabase().app(), renamed);

const buttonsOf = (card: Card): Button[] => [
  ...(card.buttons ?? []),
  ...(card.more ?? []),
  ...(card.rows ?? []).flatMap((r) => r.buttons ?? []),
];

/** The labels of a card's buttons; none of them is what a command was called before. */
function labels(...cards: Card[]): string[] {
  const all = cards.flatMap(buttonsOf).map((b) => b.label);
  expect(all.filter((label) => old.has(label))).toEqual([]);
  return all;
}

const ben = 'ben.okafor@riverside.example';
const said = async (text: string) => labels(await talk.card('coordinator', text));

describe('a command that is renamed is so on every button that leads to it', () => {
  test.each([
    [
      'a profile',
      `show ${ben}`,
      ['To edit', 'To reset', 'To suspend', 'To admin', 'To transfer', 'To groups', 'To leaver'],
    ],
    ['a list', 'list okafor', ['To edit']],
    ['learner groups', `groups ${ben}`, ['To transfer', 'To results', 'To import', 'Last imports', 'To show']],
    ['a refusal', 'reset arjun.iyer@riverside.example', ['To reactivate']],
    ['a question', `suspend ${ben}`, ['To suspend', 'To transfer']],
    ['a leaver', 'leaver jose.alvarez@riverside.example', ['To suspend']],
    ['a mistyped command', 'supsend', ['To suspend']],
    ['an unknown command', 'zzzzzz', ['To help']],
    ['what waits', 'requests', ['To approve', 'To deny']],
    ['the settings', 'settings', ['To site']],
    ['one command explained', 'help suspend', ['To suspend']],
  ])('%s', async (_, text, expected) => {
    expect(await said(text)).toEqual(expect.arrayContaining(expected));
  });

  test('help: all that one may use', async () => {
    const card = await talk.card('coordinator', 'help');
    expect(labels(card)).toEqual(expect.arrayContaining(['To add', 'To list', 'To requests']));
    expect(labels(await talk.card('coordinator', 'help school'))).toContain('To sync');
  });

  test('my own account, and the page that is home', async () => {
    expect(labels(...(await talk.bot.home(senderOf('coordinator'))))).toContain('To add');
    expect(labels(...(await talk.bot.home(senderOf('teacher'))))).toEqual(
      expect.arrayContaining(['To ask-reset', 'To access', 'To show']),
    );
  });

  test('what a job tells', () => {
    const counts = [{ site: 'primary' as const, groups: 1, tests: 1, results: 1 }];
    const told = jobCards(renamed).transferredCard({ received: true, other: null, counts }, 'b');
    expect(labels(told)).toEqual(['To groups']);
  });
});

test('what someone may not do to this person has no button', async () => {
  const shown = async (who: 'admin' | 'teacher', text: string) => labels(await talk.card(who, text));
  expect(await shown('admin', 'show amina.rahman@riverside.example')).toEqual(['History']);
  expect(await shown('teacher', `groups ${ben}`)).toEqual(['To results', 'To import', 'Last imports', 'To show']);
});
