import type { Config } from '../../config/config.ts';
import type { Finding } from '../check.ts';
import type { Asking } from './asking.ts';

/**
 * Where Slack and Teams post to what people do: a post that nobody has signed is refused there with 401. Whatever else is answered
 * stands in between.
 */
export async function doorFindings(asking: Asking, { slack, teams, publicUrl }: Config): Promise<Finding[]> {
  const doors = [
    ...(slack && 'signingSecret' in slack.receive
      ? [{ about: 'Slack', path: '/slack/events', where: 'Request URL' }]
      : []),
    ...(teams ? [{ about: 'Teams', path: '/api/messages', where: 'Messaging endpoint' }] : []),
  ];
  return Promise.all(
    doors.map(async ({ about, path, where }): Promise<Finding> => {
      const answer = await asking.send('POST', path);
      const url = `${publicUrl}${path}`;
      // Ours says nothing of how to sign in; that of a proxy does.
      if ('status' in answer && answer.status === 401 && !answer.headers.has('www-authenticate')) {
        const says = `${url} is there, and takes from ${about} alone. That it is the ${where} is not told from here.`;
        return { about, is: 'good', says };
      }
      const what = 'status' in answer ? `it answers ${answer.status}` : answer.word;
      return {
        about,
        is: 'wrong',
        says: `${about} does not get through to ${url} (${what}).`,
        todo: 'Have the reverse proxy lead this path to Staffroom too, without a sign-in or a filter of its own. If the settings were changed, start Staffroom again.',
      };
    }),
  );
}
