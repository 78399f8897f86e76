import type { ChatCall } from '../../../adapters/chat/calls.ts';
import { type SignInStep, signInSteps } from '../../../adapters/sign-in/steps.ts';
import { serverErrorIn } from '../../../db/errors.ts';
import type { Handled } from '../../bot/handled.ts';
import type { Brought } from '../../jobs/inbox.ts';
import type { JobRun } from '../../jobs/queue.ts';
import type { Delivery, Mailer } from '../../service/mail/mailer.ts';
import { type SiteClient, SiteTrouble } from '../../service/provisioning/site-client.ts';
import type { Platform } from '../../words/platforms.ts';
import type { Instruments } from './instruments.ts';

/** What the rooms tell of what they do; none of it is waited for. Times are in milliseconds. */
export interface Recorder {
  onHandled(handled: Handled): void;
  onBug(): void;
  onBrought(brought: Brought): void;
  /** @returns what is told of each call of that chat */
  onCall(chat: Platform): (call: ChatCall) => void;
  onJob(run: JobRun): void;
  onSignIn(step: SignInStep): void;
  /** Of the database: a statement failed, or a connection. */
  onFailure(error: unknown): void;
  /** The same mailer, whose mails are counted. */
  mailer(mailer: Mailer): Mailer;
  /** The same client, whose calls are counted. */
  sites(client: SiteClient): SiteClient;
}

const seconds = (ms: number) => ms / 1_000;

/** Writes what the rooms tell into the instruments. */
export function recorderOf(instruments: Instruments): Recorder {
  startAtNothing(instruments);
  return {
    onHandled({ verb, chat, by, outcome, ms }) {
      instruments.interactions.inc({ verb, chat, by, outcome });
      instruments.interactionSeconds.observe({ verb, chat }, seconds(ms));
    },
    onBug: () => instruments.bugs.inc(),
    onBrought({ chat, outcome, ms }) {
      if (outcome === 'later' || outcome === 'nowhere') return instruments.lateAnswers.inc({ chat, outcome });
      instruments.deliveries.inc({ chat, outcome });
      if (ms !== undefined) instruments.deliverySeconds.observe({ chat }, seconds(ms));
    },
    onCall(chat) {
      for (const outcome of ['answered', 'left', 'given_up']) instruments.deliveries.inc({ chat, outcome }, 0);
      for (const outcome of ['later', 'nowhere']) instruments.lateAnswers.inc({ chat, outcome }, 0);
      // Where the database is away, it is not known which command was meant.
      for (const by of ['text', 'press', 'submit'])
        instruments.interactions.inc({ verb: 'none', chat, by, outcome: 'unavailable' }, 0);
      return ({ method, outcome, ms }) => {
        instruments.chatCalls.inc({ chat, method, outcome });
        instruments.chatCallSeconds.observe({ chat, method }, seconds(ms));
      };
    },
    onJob({ task, outcome, ms }) {
      instruments.jobRuns.inc({ task, outcome });
      instruments.jobRunSeconds.observe({ task }, seconds(ms));
    },
    onSignIn: (outcome) => instruments.signIns.inc({ outcome }),
    onFailure(error) {
      const kind = troubleIn(error);
      if (kind) instruments.troubles.inc({ kind });
    },
    mailer: (mailer) => ({
      async send(mail) {
        const began = performance.now();
        const delivery = await mailer.send(mail).catch((error) => {
          instruments.mails.inc({ outcome: 'broken' });
          throw error;
        });
        instruments.mails.inc({ outcome: mailOutcome(delivery) });
        instruments.mailSeconds.observe(seconds(performance.now() - began));
        return delivery;
      },
    }),
    sites: (client) => countedSites(client, instruments),
  };
}

const mailOutcomes = ['sent', 'again', 'refused', 'held', 'broken'] as const;

function mailOutcome(delivery: Delivery): (typeof mailOutcomes)[number] {
  if (delivery.taken) return 'sent';
  if (delivery.about === 'address') return 'refused';
  return delivery.about === 'us' ? 'held' : 'again';
}

/** What asks a site. */
const asks = ['get', 'find', 'all', 'create', 'change', 'remove'] as const;

function countedSites(client: SiteClient, { siteCalls, siteCallSeconds, siteSuccess }: Instruments): SiteClient {
  const counted = { ...client };
  for (const ask of asks) {
    const run = client[ask] as (...args: unknown[]) => Promise<unknown>;
    Object.assign(counted, {
      [ask]: async (...args: Parameters<SiteClient['get']>) => {
        const [{ site }] = args;
        const began = performance.now();
        const end = (outcome: string) => {
          siteCalls.inc({ site, outcome });
          siteCallSeconds.observe({ site }, seconds(performance.now() - began));
        };
        try {
          const answer = await run(...args);
          end('ok');
          siteSuccess.set({ site }, Date.now() / 1_000);
          return answer;
        } catch (error) {
          end(error instanceof SiteTrouble ? error.kind : 'broken');
          throw error;
        }
      },
    });
  }
  return counted;
}

const troubleKinds = ['unreachable', 'timeout', 'deadlock', 'resources', 'read_only', 'other'] as const;

/** Of a statement that failed, what the database lacks; nothing where it is as asked: a rule was broken, which people read. */
function troubleIn(error: unknown): (typeof troubleKinds)[number] | undefined {
  const code = serverErrorIn(error)?.code;
  if (code === undefined) return 'unreachable';
  if (/^(22|23|P0)/.test(code)) return undefined;
  if (code === '57014' || code === '55P03' || code === '25P03') return 'timeout';
  if (code === '40P01' || code === '40001') return 'deadlock';
  if (code === '25006') return 'read_only';
  if (code.startsWith('53')) return 'resources';
  return /^(08|57P|28|3D)/.test(code) ? 'unreachable' : 'other';
}

/** Of what is first counted when it happens, Prometheus sees no increase: all that one is warned of begins at 0. */
function startAtNothing({ mails, troubles, signIns }: Instruments): void {
  for (const outcome of mailOutcomes) mails.inc({ outcome }, 0);
  for (const kind of troubleKinds) troubles.inc({ kind }, 0);
  for (const outcome of signInSteps) signIns.inc({ outcome }, 0);
}
