import type { App } from '../../src/service/context.ts';
import { EntryLost } from '../../src/service/sign-in/entry.ts';
import { consumeCode, writeBegun, writeRecord } from '../../src/service/sign-in/keep-records.ts';
import { readAtClient, readClientWithSite, readExchange, readResumed } from '../../src/service/sign-in/read-ahead.ts';
import {
  consumeRecord,
  findRecord,
  findRecordByUid,
  type Kept,
  type Payload,
  recordOf,
  removeRecord,
  replaceRecord,
  revokeGrant,
} from '../../src/service/sign-in/records.ts';
import { endSession, saveSession } from '../../src/service/sign-in/sessions.ts';
import { findSiteClient, type SiteClient } from '../../src/service/sign-in/site-client.ts';
import { extendSiteSession } from '../../src/service/sign-in/site-sessions.ts';
import { browserName } from './browser-name.ts';
import { type Context, errors, Provider } from './oidc-library.ts';
import { carriedBy, keyOf, stateOf } from './request-state.ts';

export const adapters = (app: App) => (model: string) => ({ ...records(app, model), ...special(app)[model] });

type Adapter = ReturnType<typeof records>;

/** Where the library keeps what it keeps; one for each of its models. */
function records(app: App, model: string) {
  return {
    upsert: (id: string, payload: Payload, expiresIn: number) => writeRecord(app, model, id, payload, expiresIn),
    find: (id: string): Promise<object | undefined> => takeAhead(model, id, () => findRecord(app, model, id)),
    findByUid: (uid: string) => takeAhead(model, uid, () => findRecordByUid(app, model, uid)),
    destroy: (id: string) => removeRecord(app, model, id),
    revokeByGrantId: (grantId: string) => revokeGrant(app, grantId),
    async consume(id: string) {
      if (!(await consumeRecord(app, model, id))) await refuseUsed(app, model, id);
    },
  };
}

/** What was read ahead, once; else what is read now. */
async function takeAhead(model: string, id: string, read: () => Promise<Payload | undefined>) {
  const { records } = Provider.ctx ? stateOf(Provider.ctx) : {};
  const key = keyOf(model, id);
  const ahead = records?.get(key);
  return records?.delete(key) ? ahead : read();
}

/** Two came with the same at the same moment, and both had found it unused: one of them is not who it was given to. */
async function refuseUsed(app: App, model: string, id: string): Promise<never> {
  const { grantId } = (await findRecord(app, model, id)) ?? {};
  if (grantId) await revokeGrant(app, grantId);
  throw new errors.InvalidGrant('used already');
}

const special = (app: App): Record<string, Partial<Adapter>> => ({
  AccessToken: {
    async upsert(id, payload, expiresIn) {
      const state = Provider.ctx && stateOf(Provider.ctx);
      const code = state?.code;
      if (!state || !code) return writeRecord(app, 'AccessToken', id, payload, expiresIn);
      state.code = undefined;
      if (!(await consumeCode(app, code, recordOf(app, 'AccessToken', id, payload, expiresIn))))
        await refuseUsed(app, 'AuthorizationCode', code);
    },
  },
  AuthorizationCode: {
    upsert: async (id, payload, expiresIn) => give(recordOf(app, 'AuthorizationCode', id, payload, expiresIn)),
    async consume(id) {
      stateOf(served()).code = id;
    },
  },
  Client: {
    async find(id) {
      const ctx = Provider.ctx;
      const code = ctx?.oidc.route === 'token' ? ctx.oidc.params?.code : undefined;
      // A NUL is no character to PostgreSQL.
      if (ctx && typeof code === 'string' && !id.includes('\0')) await readAheadOfTokens(app, ctx, id, code);
      if (ctx?.oidc.route === 'authorization') return beginningAt(app, ctx, id);
      const at = ctx && stateOf(ctx).at;
      return at?.clientId === id ? at.client : findSiteClient(app, id);
    },
  },
  Grant: { upsert: async (id, payload, expiresIn) => give(recordOf(app, 'Grant', id, payload, expiresIn)) },
  Interaction: {
    async find(id) {
      const ctx = Provider.ctx;
      if (ctx?.oidc.route !== 'resume') return findRecord(app, 'Interaction', id);
      const carried = carriedBy(ctx.req);
      if (carried) return goneOnWith(app, ctx, id, carried);
      const { interaction, at } = await readResumed(app, id);
      stateOf(ctx).at = at;
      return interaction;
    },
    async upsert(id, payload, expiresIn) {
      // What something came of was kept before. Meanwhile it may have been gone through to its end, and is not to begin anew.
      if (!payload.result) await writeBegun(app, id, payload, expiresIn);
      else await keepGoing(app, id, payload);
    },
    async destroy(id) {
      const { ctx } = Provider;
      // Whoever is signed in by it has a session to be kept.
      if (ctx?.oidc.entities.Interaction?.result?.login) stateOf(ctx).through = id;
      else await removeRecord(app, 'Interaction', id);
    },
  },
  RefreshToken: {
    async upsert(id, payload, expiresIn) {
      await writeRecord(app, 'RefreshToken', id, payload, expiresIn);
      if (payload.sid) await extendSiteSession(app, payload.sid, expiresIn);
    },
  },
  Session: {
    async upsert(id, payload, expiresIn) {
      const ctx = served();
      const { session, route, client, entities } = ctx.oidc;
      const left = route === 'end_session_confirm' ? client?.clientId : undefined;
      const state = stateOf(ctx);
      const { given, through, notKept } = state;
      // The library tries once more, outside of what makes a page of an error: that was answered by then.
      if (notKept) return;
      await orSayLost(
        ctx,
        saveSession(app, id, payload, expiresIn, {
          ...(session?.oldId && { oldId: session.oldId }),
          known: session?.iat !== undefined,
          ...(entities?.AuthorizationCode && { opened: entities.AuthorizationCode.clientId }),
          browser: browserName(ctx.req.headers['user-agent']),
          ...(left && !payload.authorizations?.[left] && { leaving: left }),
          given,
          through,
        }),
      );
      state.given = [];
      state.through = undefined;
    },
    async destroy(id) {
      // It only gets a new id: the old one goes when the new one is kept, so that no moment is without.
      if (Provider.ctx?.oidc.session?.oldId === id) return;
      await endSession(app, id);
    },
  },
});

async function keepGoing(app: App, id: string, payload: Payload): Promise<void> {
  if (!(await replaceRecord(app, 'Interaction', id, payload))) throw new errors.SessionNotFound('not under way');
}

/** A sign-in that goes on in the answer to its last form, of which nothing more is kept. */
async function goneOnWith(app: App, ctx: Context, id: string, interaction: Payload): Promise<Payload> {
  const { result, params, session: begunBy } = interaction;
  const signsIn = result?.login?.accountId;
  const [who, clientId] = [signsIn ?? begunBy?.accountId, params?.client_id];
  if (who && typeof clientId === 'string') stateOf(ctx).at = await readAtClient(app, clientId, who);
  // Whoever is signed in as another is signed out first, and comes back to it then.
  const isIn = ctx.oidc.session?.accountId;
  if (signsIn && isIn && isIn !== signsIn) await keepGoing(app, id, interaction);
  return interaction;
}

/** Whatever is given to a site is given in a session, which the library keeps before it answers. */
function give(record: Kept): void {
  stateOf(served()).given.push(record);
}

function served(): Context {
  if (!Provider.ctx) throw new Error('this belongs to a request');
  return Provider.ctx;
}

async function beginningAt(app: App, ctx: Context, id: string): Promise<SiteClient | undefined> {
  const { client, site } = await readClientWithSite(app, id);
  stateOf(ctx).site = site;
  return client;
}

async function readAheadOfTokens(app: App, ctx: Context, clientId: string, id: string): Promise<void> {
  const { at, code, grant, session } = await readExchange(app, clientId, id);
  const state = stateOf(ctx);
  state.at = at;
  state.records.set(keyOf('AuthorizationCode', id), code);
  if (code?.grantId) state.records.set(keyOf('Grant', code.grantId), grant);
  // Of a code that the release before this one gave, it is not known by then.
  if (code?.sessionUid && session) state.records.set(keyOf('Session', code.sessionUid), session);
}

/** A code that was to be used up with a token, of which none came, is used up all the same. */
export const usingUpCodes =
  (app: App) =>
  async (ctx: Context, next: () => Promise<void>): Promise<void> => {
    await next();
    const { code } = stateOf(ctx);
    if (code) await consumeRecord(app, 'AuthorizationCode', code);
  };

/** Whoever it is of is at a form of ours, or else the site is told. @throws SessionNotFound in place of EntryLost */
async function orSayLost(ctx: Context, saving: Promise<void>): Promise<void> {
  try {
    await saving;
  } catch (error) {
    stateOf(ctx).notKept = true;
    // Neither to the site with a code that is not kept, nor with this session: a form that was sent twice may have brought another.
    for (const header of ['location', 'set-cookie']) ctx.response.remove(header);
    if (!(error instanceof EntryLost)) throw error;
    const lost = new errors.SessionNotFound('the sign-in has ended in the meantime');
    lost.allow_redirect = carriedBy(ctx.req) === undefined;
    throw lost;
  }
}
