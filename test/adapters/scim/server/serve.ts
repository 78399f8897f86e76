import express from 'express';
import pino from 'pino';
import { expect } from 'vitest';
import { scimServer } from '../../../../adapters/scim/server/server.ts';
import type { App, Ctx } from '../../../../src/service/context.ts';
import { makeToken } from '../../../../src/service/directory/tokens.ts';
import { tokenIn } from '../../../kit/handed-over.ts';
import { listen } from '../../../kit/listen.ts';
import { useOpened } from '../../../kit/opened.ts';

interface ScimAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: whatever a test expects of it
  body: any;
}

export interface ScimClient {
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ScimAnswer>;
}

export interface ScimServer {
  /** The address of the service. */
  url: string;
  /** What was written down of what broke. */
  broken: string[];
  /** What else was. */
  told: string[];
  client(token?: string): ScimClient;
  close(): Promise<void>;
}

/** Our service provider on a real port. */
async function serveDirectory(app: App): Promise<ScimServer> {
  const broken: string[] = [];
  const told: string[] = [];
  const write = (line: string) => void (JSON.parse(line).level >= 40 ? broken : told).push(line);
  const log = pino({ level: 'info' }, { write });
  const web = express().set('trust proxy', 'loopback').use(scimServer({ app, log }));
  const server = await listen(web);
  const url = `${server.url}/scim/v2`;
  return {
    url,
    broken,
    told,
    client: (token) => ({
      async send(method, path, body, headers = {}) {
        const response = await fetch(url + path, {
          method,
          headers: {
            ...(token && { authorization: `Bearer ${token}` }),
            ...(body !== undefined && { 'content-type': 'application/scim+json' }),
            ...headers,
          },
          ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        });
        const text = await response.text();
        return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
      },
    }),
    close: server.close,
  };
}

/** The same for all tests of a file; at their end nothing may have broken. */
export const useDirectory = (app: App): ScimServer =>
  useOpened(
    () => serveDirectory(app),
    async ({ close, broken }) => {
      await close();
      expect(broken).toEqual([]);
    },
  );

/** A token of this coordinator's school. */
export const tokenFor = async (ctx: Ctx) => tokenIn(ctx, (await makeToken(ctx, {})).page);
