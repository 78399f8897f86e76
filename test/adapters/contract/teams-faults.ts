import { usualPace } from '../../../adapters/teams/context.ts';
import { testDatabase } from '../../kit/database.ts';
import type { Failure } from '../kit/failure.ts';
import { teamsInstance } from '../teams/instance.ts';
import { teamsSchool } from '../teams/school.ts';
import { type Fault, type FaultyChat, interactions, patientMs, slowMs } from './faults.ts';
import { openClient } from './teams-person.ts';

const retryPolicy = (fault?: Fault) => ({ tryMs: patientMs(fault), totalMs: 60, pauseMs: 10 });
const often = 1_000;

const failures: Partial<Record<Fault, Failure>> = {
  'asked to wait a moment': { status: 429, retryAfter: 0 },
  'asked to wait long': { status: 429, retryAfter: 60, times: often },
  away: { status: 503, times: often },
  broken: { status: 502, times: often },
  'refused for good': { status: 403, times: often },
  'answer lost': { lost: true },
  slow: { delayMs: slowMs },
};

/** A call by what it does: its path, with `*` for each id in it. */
function routeOf({ method, path }: { method: string; path: string }): string {
  const ids = /^(v3|conversations|activities|members|pagedmembers|teams|upload|download)$/;
  const parts = decodeURIComponent(path)
    .split('/')
    .slice(path.startsWith('/emea') ? 2 : 1)
    .map((part) => (ids.test(part) ? part : '*'));
  return `${method} ${parts.join('/')}`;
}

export async function faultyTeams(): Promise<FaultyChat> {
  const database = await testDatabase();
  const school = await teamsSchool(database, { fake: { strictAnswers: false } });
  const { teams, app, id, channel } = school;
  const isAsked = ({ path }: { path: string }) => path.startsWith('/emea/v3/') || path.startsWith('/upload/');
  let seen = teams.calls.length;
  return {
    contract: {
      app,
      async close() {
        await school.stop();
        await database.close();
      },
    },
    queue: school.adapter.chat,
    async open(fault) {
      const copy = await teamsInstance(app, teams, {
        pace: { ...usualPace, typingAfterMs: 5_000, retryPolicy: retryPolicy(fault) },
      });
      teams.connect(copy.url);
      const person = openClient({
        client: teams.as(id.coordinator),
        id: id.coordinator,
        teams,
        channel: channel.approvals,
        settled: () => copy.adapter.settled(20_000),
        onProblem: () => {},
      });
      return { person, bugs: copy.bugs, stop: copy.stop };
    },
    called() {
      const since = teams.calls.slice(seen).filter(isAsked);
      seen = teams.calls.length;
      return [...new Set(since.map(routeOf))];
    },
    fail(call, fault) {
      const pattern = `^${call.replace(' ', ' (?:/emea)?/').replaceAll('*', '[^/]+')}$`;
      return teams.fail(new RegExp(pattern), failures[fault] ?? {});
    },
    faults: Object.keys(failures) as Fault[],
    interactions,
    // As many as the connector's interface has that are made for an interaction; a person's own chat is there from what they said.
    calls: () => [
      'GET v3/conversations/*/members/*',
      'POST v3/conversations/*/activities',
      'PUT v3/conversations/*/activities/*',
    ],
  };
}
