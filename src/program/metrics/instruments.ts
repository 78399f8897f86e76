import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/**
 * All that is measured, declared in one place. Times are in seconds, as Prometheus has them. No label names a person, a school, an
 * address or a workspace: what can be one is a word of ours (a verb, a task, a site), and few.
 */
export type Instruments = ReturnType<typeof openInstruments>;

/** From what nobody notices to what nobody waits for; a chat gives three seconds, a person ten. */
const waits = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Of work that nobody waits for. */
const works = [0.1, 0.5, 1, 5, 15, 60, 300];

/** @param version of this program, as package.json has it */
export function openInstruments(version: string) {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter({ name: `staffroom_${name}`, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ name: `staffroom_${name}`, help, labelNames, registers });
  const times = <L extends string>(name: string, help: string, buckets: number[], ...labelNames: L[]) =>
    new Histogram({ name: `staffroom_${name}`, help, buckets, labelNames, registers });

  // Node's own, with the delay of the event loop since the scrape before.
  collectDefaultMetrics({ register: registry });
  // Named as if they were counters, which Prometheus' own check takes amiss; and to count them all takes time.
  for (const what of ['handles', 'requests', 'resources']) registry.removeSingleMetric(`nodejs_active_${what}_total`);
  gauge('build_info', 'Which release runs; always 1.', 'version', 'node').set(
    { version, node: process.versions.node },
    1,
  );
  return {
    registry,
    ready: gauge('ready', 'Whether a part is there, as /readyz has it: 1 or 0.', 'part'),
    databaseUp: gauge('database_up', 'Whether the database told in time what waits in it: 1 or 0.'),
    interactions: counter(
      'interactions_total',
      'Commands, presses and filled forms that were answered, by their outcome.',
      'verb',
      'chat',
      'by',
      'outcome',
    ),
    interactionSeconds: times(
      'interaction_seconds',
      'How long it took until what to answer was known.',
      waits,
      'verb',
      'chat',
    ),
    bugs: counter('bugs_total', 'Commands that broke by a fault of the program: each has a line in the log.'),
    deliveries: counter('deliveries_total', 'What a chat brought, by what became of it.', 'chat', 'outcome'),
    deliverySeconds: times(
      'delivery_seconds',
      'How long it took from what a chat brought to its answer being there.',
      waits,
      'chat',
    ),
    lateAnswers: counter('late_answers_total', 'Answers that the chat did not take at once.', 'chat', 'outcome'),
    chatCalls: counter('chat_calls_total', 'Calls of a chat platform.', 'chat', 'method', 'outcome'),
    chatCallSeconds: times('chat_call_seconds', 'How long calls of a chat platform took.', waits, 'chat', 'method'),
    jobRuns: counter('job_runs_total', 'Jobs that were carried out here.', 'task', 'outcome'),
    jobRunSeconds: times('job_run_seconds', 'How long jobs took.', works, 'task'),
    mails: counter('mails_total', 'Tries to send a mail, by what came of it.', 'outcome'),
    mailSeconds: times('mail_seconds', 'How long the mail server took over a mail.', works),
    signIns: counter('sign_ins_total', 'Steps of sign-ins, by what came of them.', 'outcome'),
    siteCalls: counter('site_calls_total', 'What sites were asked to keep them in step.', 'site', 'outcome'),
    siteCallSeconds: times('site_call_seconds', 'How long sites took to answer.', works, 'site'),
    siteSuccess: gauge(
      'site_last_success_timestamp_seconds',
      'When a site last did what this copy asked, in seconds since 1970.',
      'site',
    ),
    httpRequests: counter('http_requests_total', 'HTTP requests, by what they were for.', 'route', 'status'),
    httpSeconds: times('http_request_seconds', 'How long HTTP requests took.', waits, 'route'),
    connections: gauge('database_connections', 'Connections to the database that this copy holds.', 'pool', 'state'),
    waiting: gauge('database_waiting', 'What waits for a connection to the database.', 'pool'),
    troubles: counter('database_troubles_total', 'Statements that failed by no fault of what was asked.', 'kind'),
  };
}

/** What stands in the database: the same for all copies of the program, and read at most every few seconds. */
export type Standing = ReturnType<typeof openStanding>;

export function openStanding() {
  const registry = new Registry();
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ name: `staffroom_${name}`, help, labelNames, registers: [registry] });
  return {
    registry,
    jobs: gauge('jobs', 'Jobs in the queue.', 'task', 'state'),
    oldestJob: gauge('jobs_oldest_seconds', 'For how long the oldest of them has been so.', 'task', 'state'),
    mails: gauge('mails_waiting', 'Mails that are still to be sent.'),
    oldestMail: gauge('mails_oldest_seconds', 'For how long the oldest of them waits.'),
    mailServerFailing: gauge(
      'mail_server_failing_seconds',
      'For how long the mail server takes nothing; 0 where it does.',
    ),
    requests: gauge('requests_waiting', 'Requests that wait for a decision.', 'kind'),
    oldestRequest: gauge('requests_oldest_seconds', 'For how long the oldest of them waits.', 'kind'),
    sites: gauge('site_connections', 'Connections of schools to a site that are kept in step.', 'site'),
    sitesFailing: gauge('site_connections_failing', 'Those of them that fail.', 'site'),
    siteFailing: gauge(
      'site_failing_seconds',
      'For how long the one fails that fails longest; 0 where none does.',
      'site',
    ),
    behind: gauge('site_accounts_behind', 'Accounts with which a site is not in step.', 'site'),
    oldestBehind: gauge('site_behind_oldest_seconds', 'For how long it is behind with the oldest of them.', 'site'),
    directories: gauge('directories', 'Tokens of schools’ directories that are good.'),
    directorySilence: gauge(
      'directory_silence_seconds',
      'For how long the directory was not heard of that was silent longest.',
    ),
    directoryTokenEnd: gauge('directory_token_end_seconds', 'How soon the first token of a directory ends.'),
  };
}
