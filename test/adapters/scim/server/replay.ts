import { expect } from 'vitest';
import type { ScimClient } from './serve.ts';

/** A request as a directory sends it, and what it needs to hear. `{name}` stands for what an answer before gave. */
export interface Step {
  what: string;
  send: [method: string, path: string, body?: unknown, headers?: Record<string, string>];
  expect: { status: number; body?: unknown; scimType?: string };
  /** What of the answer is kept, as a path of names: `id`. */
  keep?: Record<string, string>;
}

/** Plays requests one after the other, and holds each answer against what is expected of it. */
export async function replay(client: ScimClient, steps: Step[], known: Record<string, string> = {}): Promise<void> {
  for (const { what, send, expect: wanted, keep = {} } of steps) {
    const [method, path, body, headers] = filledIn(send, known) as Step['send'];
    const answer = await client.send(method, path, body, headers);
    const shown = `${what}: ${method} ${path} → ${JSON.stringify(answer.body)}`;
    expect(answer.status, shown).toBe(wanted.status);
    if (wanted.body) expect(answer.body, shown).toMatchObject(filledIn(wanted.body, known) as object);
    if (wanted.scimType) expect(answer.body.scimType, shown).toBe(wanted.scimType);
    if (answer.status >= 400) {
      expect(answer.body, shown).toMatchObject({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: String(wanted.status),
        detail: expect.stringMatching(/\w/),
      });
    }
    if (answer.body) expect(answer.headers.get('content-type'), shown).toMatch(/^application\/scim\+json/);
    for (const [name, where] of Object.entries(keep)) {
      known[name] = where.split('.').reduce((found, part) => found[part], answer.body);
    }
  }
}

function filledIn(value: unknown, known: Record<string, string>): unknown {
  if (typeof value === 'string') return value.replace(/\{(\w+)\}/g, (all, name) => known[name] ?? all);
  if (Array.isArray(value)) return value.map((v) => filledIn(v, known));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, filledIn(v, known)]));
}
