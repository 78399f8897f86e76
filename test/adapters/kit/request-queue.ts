import { pino } from 'pino';
import type { Chat } from '../../../src/bot/inbound.ts';
import { type Queue, startQueue } from '../../../src/jobs/queue.ts';
import { showRequestCopies } from '../../../src/jobs/tasks/show-request.ts';
import { tellAsker } from '../../../src/jobs/tasks/tell-asker.ts';
import type { App } from '../../../src/service/context.ts';
import { closeRequests } from '../../kit/close-requests.ts';
import { answerCard, requestCard } from '../../kit/job-cards.ts';
import { useOpened } from '../../kit/opened.ts';

/** Runs, for all tests of a file, the jobs that show requests in the chat; the sample's own requests are closed before. */
export function useRequestQueue(get: () => { url: string; app: App; chat: Chat }): void {
  useOpened<Queue>(
    async () => {
      const { url, app, chat } = get();
      await closeRequests(app.db);
      return startQueue({
        url,
        app,
        log: pino({ level: 'silent' }),
        tasks: {
          'show-request': showRequestCopies(app, [chat], requestCard, pino({ level: 'silent' })),
          'tell-asker': tellAsker(app, [chat], answerCard),
        },
      });
    },
    (queue) => queue.stop(5_000),
  );
}
