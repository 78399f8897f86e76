import { expect } from 'vitest';
import { readConfig } from '../../../src/program/config/config.ts';

export type Env = Record<string, string>;

/** The lines of what is wrong; every one says what to do, and none repeats a secret. */
export function wrongIn(env: Env): string[] {
  const config = readConfig(env);
  const wrong = 'wrong' in config ? config.wrong : [];
  for (const line of wrong) {
    expect(line).toMatch(/^[A-Z_]+: .{20,}\.$/);
    for (const [name, value] of Object.entries(env)) {
      if (/TOKEN|SECRET|PASSWORD/.test(name)) expect(line).not.toContain(value);
    }
  }
  return wrong;
}

/** The names of what is wrong. */
export const namesOf = (env: Env) => wrongIn(env).map((line) => line.split(':')[0]);

export const mail = { SMTP_URL: 'smtps://mail.school.test', MAIL_FROM: 'no-reply@school.test' };
