import { isLoopback, isLoopbackHost } from '../../lib/net.ts';
import { aboutOf } from './fields.ts';
import { groups } from './groups.ts';

type Env = Record<string, string | undefined>;

/** Whose values others make: what is no word in any of them shows that nobody has put theirs. */
const issued =
  /^(SLACK_(BOT_TOKEN|APP_TOKEN|SIGNING_SECRET|CLIENT_ID|CLIENT_SECRET)|TEAMS_(APP_ID|APP_PASSWORD|TENANT_ID))$/;
/** What one makes oneself may have any words in it: only the whole can be an example. */
const made = /^(SECRET_KEY|SECRET_KEY_BEFORE|METRICS_TOKEN)$/;

/** `xoxb-…`, `<token>`, `xapp-xxxx`, `xoxb-your-token`. Of 40 signs by chance none has such a word between two that are no letters. */
const inIssued =
  /…|\.\.\.|^[<[{].*[>\]}]$|^(xoxb|xapp)-$|^(xoxb-|xapp-)?[x*•-]{3,}$|(^|[^a-z])(your|changeme|change-me|example|placeholder|replace|insert|paste)([^a-z]|$)/i;
const wholeMade = /^(…|\.{3}|[<[{].*[>\]}]|change-?me|secret|password|your[\w -]*|openssl rand .*|\$\(.*\)|`.*`)$/i;
const noGuid = /^[0-]{36}$/;
const passwords = ['secret', 'changeme', 'password', '…', '%E2%80%A6'];

/** What is reserved for examples, and so can never be anyone's (RFC 2606). */
const reserved = /(^|\.)(example|example\.(com|net|org))$/i;

const yours = 'Put your own';

/** @returns what is said of a host that is only an example; nothing of any other */
export const exampleHost = (host: string): string | undefined =>
  reserved.test(host) ? `${host} is only an example, and nobody’s. ${yours}.` : undefined;

/**
 * A line for each setting that is still as docs/set-up, `.env.example` or a guess at either has it. What people work with is looked at
 * closely; the playground, and a chat of this machine's own, may have addresses that nobody reaches.
 */
export function placeholderProblems(env: Env): string[] {
  const lines = Object.entries(env).flatMap(([name, value = '']) => {
    const isExample = issued.test(name)
      ? inIssued.test(value.trim()) || noGuid.test(value.trim())
      : made.test(name) && wholeMade.test(value.trim());
    if (!isExample || value.trim() === '') return [];
    const todo = made.test(name) ? 'Put what `openssl rand -hex 32` prints, itself: no command is run here' : yours;
    return [`${name}: this is only an example. ${todo}.`];
  });
  return hasRealChat(env) ? [...lines, ...addresses(env), ...school(env)] : lines;
}

/** Whether people's own Slack or Teams is set up, and no server of this machine that stands in for it. */
function hasRealChat(env: Env): boolean {
  const { SLACK_API_URL: slack, TEAMS_TRUST_URL: teams } = env;
  const has = (name: string) => (env[name] ?? '').trim() !== '';
  const isHere = (url: string | undefined) => url !== undefined && URL.canParse(url) && isLoopback(url);
  return (
    ((has('SLACK_BOT_TOKEN') || has('SLACK_CLIENT_ID')) && !isHere(slack)) || (has('TEAMS_APP_ID') && !isHere(teams))
  );
}

function addresses(env: Env): string[] {
  return ['DATABASE_URL', 'SMTP_URL', 'PUBLIC_URL', 'MAIL_FROM', 'COORDINATOR_EMAIL'].flatMap((name) => {
    const value = env[name]?.trim() ?? '';
    const url = URL.canParse(value) && /^[a-z]+:\/\//i.test(value) ? new URL(value) : undefined;
    const host = url ? url.hostname : (/@([\w.-]*\w)/.exec(value)?.[1] ?? '');
    const example = exampleHost(host);
    if (example) return [`${name}: ${example}`];
    // A name without a dot is a machine's in a network of its own, such as that of Docker.
    if (url && passwords.includes(url.password) && host.includes('.') && !isLoopbackHost(host))
      return [`${name}: the password in it is only an example. ${yours}.`];
    return [];
  });
}

/** The examples' school: another may have its name, or its number, but not both. */
function school(env: Env): string[] {
  const isExample = (name: string) => env[name]?.trim() === examples[name];
  if (!isExample('CENTRE_NAME') || !isExample('CENTRE_NUMBER')) return [];
  return ['CENTRE_NAME', 'CENTRE_NUMBER', 'SUPPORT_CONTACT']
    .filter(isExample)
    .map((name) => `${name}: this is of the example in docs/set-up, and not your school’s. ${yours}.`);
}

const examples = Object.fromEntries(
  groups.flatMap(({ fields }) => Object.entries(fields).map(([name, field]) => [name, aboutOf(field).example])),
);
