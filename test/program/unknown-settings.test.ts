import { describe, expect, test } from 'vitest';
import { unknownInEnvironment, unknownInFile } from '../../src/program/unknown-settings.ts';

describe('in .env', () => {
  test('what Node reads before is told to belong elsewhere', () => {
    const names = ['TZ', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'LC_ALL', 'PGSSLMODE', 'https_proxy'];
    for (const line of unknownInFile(names)) expect(line).toMatch(/no effect.* set it in the environment/);
    expect(unknownInFile(names)).toHaveLength(names.length);
  });

  test('a name that is no setting’s is told, with the nearest', () => {
    expect(unknownInFile(['KEEP_DAYS', 'NODE_ENV', 'LOG_LEVEL'])).toEqual([]);
    expect(unknownInFile(['KEEP_DAY', 'smtp_url', 'COMPOSE_PROJECT_NAME'])).toEqual([
      'KEEP_DAY: Staffroom has no setting of this name. The nearest is KEEP_DAYS. Correct it in .env, or take it out.',
      'smtp_url: Staffroom has no setting of this name. The nearest is SMTP_URL. Correct it in .env, or take it out.',
      'COMPOSE_PROJECT_NAME: Staffroom has no setting of this name. .env.example has all of them. Take it out of .env.',
    ]);
  });
});

describe('in the environment', () => {
  const look = (env: Record<string, string>) => unknownInEnvironment(env, env);
  const all = (names: string[], value = 'x') => look(Object.fromEntries(names.map((name) => [name, value])));

  test.each([
    ['SLACK_BOT_TOKN', 'SLACK_BOT_TOKEN'],
    ['SLAKC_BOT_TOKEN', 'SLACK_BOT_TOKEN'],
    ['DATABASE_ULR', 'DATABASE_URL'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['SECRT_KEY', 'SECRET_KEY'],
    ['SMPT_URL', 'SMTP_URL'],
    ['TEAMS_TENNANT_ID', 'TEAMS_TENANT_ID'],
    ['COORDINATOR_EMIAL', 'COORDINATOR_EMAIL'],
    ['TRUSTED_PROXEIS', 'TRUSTED_PROXIES'],
    ['ALLOW_UNENCRYPTD', 'ALLOW_UNENCRYPTED'],
  ])('%s is %s misspelt', (name, right) => {
    expect(all([name])).toEqual({
      notes: [],
      wrong: [
        `${name}: Staffroom has no setting of this name, and it is in the environment. The nearest is ${right}. Correct it, or take it out.`,
      ],
    });
    // Whatever it is for, ours is there.
    expect(look({ [name]: 'x', [right]: 'y' })).toEqual({ wrong: [], notes: [] });
  });

  test.each([
    ['STAFFROOM_PORT', 'name it PORT'],
    ['STAFFROOM_DATABASE_URL', 'name it DATABASE_URL'],
    ['SECRET_KEY_FILE', 'set SECRET_KEY itself'],
    ['slack_bot_token', 'in capitals'],
    ['CENTER_NAME', 'CENTRE_NAME'],
    ['MAIL_FORM', 'MAIL_FROM'],
    ['KEEP_DAY', 'KEEP_DAYS'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['SLACK_API_TOKEN', 'SLACK_APP_TOKEN'],
  ])('%s may be another’s: it is noted, and stops nothing', (name, said) => {
    const { wrong, notes } = all([name]);
    expect(wrong).toEqual([]);
    expect(notes).toEqual([expect.stringContaining(said)]);
    expect(notes[0]).toMatch(new RegExp(`^${name}: Staffroom does not read this from the environment\\. .*\\.$`));
  });

  test('of what others have nothing is said', () => {
    const systemd =
      'INVOCATION_ID JOURNAL_STREAM SYSTEMD_EXEC_PID MAINPID NOTIFY_SOCKET LISTEN_FDS STATE_DIRECTORY LOGS_DIRECTORY CREDENTIALS_DIRECTORY MEMORY_PRESSURE_WATCH';
    const logins =
      'HOME USER LOGNAME SHELL PATH PWD OLDPWD MAIL LANG LC_ALL LS_COLORS TERM DISPLAY EDITOR HOSTNAME HOSTTYPE XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS SSH_CLIENT SSH_TTY SSH_CONNECTION SUDO_USER SUDO_COMMAND';
    const containers =
      'container NODE_VERSION YARN_VERSION KUBERNETES_SERVICE_HOST KUBERNETES_PORT_443_TCP_ADDR SLACK_SERVICE_HOST SLACK_SERVICE_PORT SLACK_SERVICE_PORT_HTTPS SLACK_PORT SLACK_PORT_443_TCP SLACK_PORT_443_TCP_PROTO SMTP_PORT SMTP_SERVICE_HOST STAFFROOM_PORT STAFFROOM_SERVICE_HOST STAFFROOM_PORT_3000_TCP_ADDR DATABASE_PORT DATABASE_SERVICE_HOST';
    const builds =
      'CI GITHUB_ACTIONS GITHUB_TOKEN GITHUB_ENV RUNNER_OS RUNNER_TEMP GITLAB_CI CI_JOB_TOKEN JENKINS_URL BUILD_ID BUILD_URL JOB_NAME SLACK_WEBHOOK_URL SLACK_CHANNEL SLACK_CHANNEL_ID SLACK_USERNAME SLACK_ICON SLACK_TITLE SLACK_MESSAGE SLACK_TOKEN TEAMS_WEBHOOK_URL';
    const npm =
      'npm_config_cache npm_config_noproxy npm_lifecycle_event npm_package_name npm_execpath INIT_CWD NODE PREFIX NVM_DIR NODE_PATH';
    const hosts =
      'DATABASE_PUBLIC_URL DATABASE_PRIVATE_URL DATABASE_URL_UNPOOLED DATABASE_HOST DATABASE_NAME DATABASE_USER DATABASE_PASSWORD REDIS_URL RENDER_EXTERNAL_URL RAILWAY_PUBLIC_DOMAIN WEBSITE_SITE_NAME WEBSITE_INSTANCE_ID APPSETTING_SLACK_BOT_TOKEN DYNO FLY_APP_NAME PORT0';
    const programs =
      'SECRET_KEY_BASE SECRET_TOKEN DJANGO_SECRET_KEY APP_KEY APP_URL MAIL_HOST MAIL_PORT MAIL_USERNAME MAIL_FROM_NAME MAIL_FROM_ADDRESS SMTP_HOST SMTP_USER SMTP_PASSWORD SMTP_FROM SMTP_SERVER LOG_FORMAT LOG_FILE LOGLEVEL KEEP_RELEASES KEEP_ALIVE PUBLIC_KEY PUBLIC_IP HTTP_URL TRAIN_SECONDS HOST_NAME PORTS HTTPS_PROXY no_proxy POSTGRES_PASSWORD PGHOST';
    const names = [systemd, logins, containers, builds, npm, hosts, programs].flatMap((each) => each.split(' '));
    expect(all(names, 'tcp://10.0.0.1:80')).toEqual({ wrong: [], notes: [] });
  });
});
