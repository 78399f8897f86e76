import { eq } from 'drizzle-orm';
import { expect } from 'vitest';
import { requests } from '../../db/schema/index.ts';
import type { MessageView as InSlack } from '../adapters/slack/fake/index.ts';
import { wordsIn as wordsInSlack } from '../adapters/slack/school.ts';
import type { MessageView as InTeams } from '../adapters/teams/fake/index.ts';
import { wordsIn as wordsInTeams } from '../adapters/teams/school.ts';
import { until } from '../kit/until.ts';
import type { TwoChats } from './two-chats.ts';

export type Someone = 'coordinator' | 'admin' | 'teacher' | 'teacher-2';

export const hasButtons = ({ blocks }: InSlack) => JSON.stringify(blocks).includes('"button"');

/** What the first button of a card sends, or what its refresh does. */
export function dataIn({ card }: InTeams, where: 'actions' | 'refresh'): unknown {
  const { actions, refresh } = card as { actions?: { data: unknown }[]; refresh?: { action: { data: unknown } } };
  return where === 'refresh' ? refresh?.action.data : actions?.[0]?.data;
}

/** Ben's requests for a reset in both chats; each is known by its reason. */
export function requestsIn(get: () => TwoChats) {
  const saidInSlack = (who: Someone, at: string) => get().slack.client(who).sees(at).map(wordsInSlack);
  const saidInTeams = (who: Someone, at: string) =>
    get()
      .teams.client(who)
      .sees(at)
      .filter(({ fromBot }) => fromBot)
      .map((m) => wordsInTeams(m));

  /** The request's cards as Amina sees them, those that only she reads left out; in all channels and chats. */
  function copies(reason: string): { slack: InSlack[]; teams: InTeams[] } {
    const { slack, teams } = get();
    const inSlack = [slack.channel, slack.own('coordinator')].flatMap((at) => slack.client('coordinator').sees(at));
    const inTeams = [teams.channel, teams.own('coordinator')].flatMap((at) => teams.client('coordinator').sees(at));
    return {
      slack: inSlack.filter((m) => !m.ephemeral && wordsInSlack(m).includes(reason)),
      teams: inTeams.filter((m) => wordsInTeams(m).includes(reason)),
    };
  }

  /** The cards in the two channels, once both are there. */
  const bothShow = async (reason: string): Promise<{ slack: InSlack; teams: InTeams }> => ({
    slack: await until(() => copies(reason).slack[0]),
    teams: await until(() => copies(reason).teams[0]),
  });

  return {
    saidInSlack,
    saidInTeams,
    copies,
    /** All copies say this, so many in each, once they all do; and none has a button left. */
    async allSay(reason: string, words: string, inEach = 1): Promise<void> {
      await until(() => {
        const { slack, teams } = copies(reason);
        return (
          slack.filter((m) => wordsInSlack(m).includes(words)).length === inEach &&
          teams.filter((m) => wordsInTeams(m).includes(words)).length === inEach
        );
      });
      const { slack, teams } = copies(reason);
      expect([slack.length, teams.length]).toEqual([inEach, inEach]);
      expect(slack.filter(hasButtons)).toEqual([]);
      expect(teams.flatMap(({ labels }) => labels)).toEqual([]);
    },
    async askInSlack(reason: string) {
      const { slack } = get();
      const ben = slack.client('teacher');
      await ben.command('/staff reset', slack.channel);
      await until(() => ben.modal()?.submit);
      ben.fill({ reason });
      await ben.submit();
      return bothShow(reason);
    },
    async askInTeams(reason: string) {
      const { teams } = get();
      const ben = teams.client('teacher');
      await ben.type('reset', teams.own('teacher'));
      await ben.press(ben.last(teams.own('teacher')), 'Open the form');
      ben.fill({ reason });
      await ben.submit();
      return bothShow(reason);
    },
    /** The card in Teams' channel as this person sees it, once they have looked. */
    async lookedAt(who: Someone, { id }: InTeams): Promise<InTeams> {
      const { client, channel } = get().teams;
      await client(who).look(channel);
      const card = client(who)
        .sees(channel)
        .find((m) => m.id === id);
      if (!card) throw new Error('the card is gone');
      return card;
    },
    async requestOf(reason: string) {
      const [row] = await get().database.db.select().from(requests).where(eq(requests.reason, reason));
      if (!row) throw new Error(`no request: ${reason}`);
      return row;
    },
  };
}
