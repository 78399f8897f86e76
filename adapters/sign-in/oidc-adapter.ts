import type { App } from '../../src/service/context.ts';
import { EntryLost } from '../../src/service/sign-in/entry.ts';
import {
  consumeRecord,
  findRecord,
  findRecordByUid,
  type Payload,
  removeRecord,
  replaceRecord,
  revokeGrant,
  writeRecord,
} from '../../src/service/sign-in/records.ts';
import { endSession, saveGrant, saveSession } from '../../src/service/sign-in/sessions.ts';
import { findSiteClient } from '../../src/service/sign-in/site-client.ts';
import { extendSiteSession } from '../../src/service/sign-in/site-sessions.ts';
import { browserName } from './browser-name.ts';
import { errors, Provider } from './oidc-library.ts';

export const adapters = (app: App) => (model: string) => ({ ...records(app, model), ...special(app)[model] });

type Adapter = ReturnType<typeof records>;

/** Where the library keeps what it keeps; one for each of its models. */
function records(app: App, model: string) {
  return {
    upsert: (id: string, payload: Payload, expiresIn: number) => writeRecord(app, model, id, payload, expiresIn),
    find: (id: string): Promise<object | undefined> => findRecord(app, model, id),
    findByUid: (uid: string) => findRecordByUid(app, model, uid),
    destroy: (id: string) => removeRecord(app, model, id),
    revokeByGrantId: (grantId: string) => revokeGrant(app, grantId),
    async consume(id: string) {
      if (await consumeRecord(app, model, id)) return;
      // Two came with the same at the same moment, and both had found it unused: one of them is not who it was given to.
      const { grantId } = (await findRecord(app, model, id)) ?? {};
      if (grantId) await revokeGrant(app, grantId);
      throw new errors.InvalidGrant('used already');
    },
  };
}

const special = (app: App): Record<string, Partial<Adapter>> => ({
  Client: { find: (id) => findSiteClient(app, id) },
  Grant: { upsert: (id, payload, expiresIn) => unlessLost(saveGrant(app, id, payload, expiresIn)) },
  Interaction: {
    async upsert(id, payload, expiresIn) {
      // What something came of was kept before. Meanwhile it may have been gone through to its end, and is not to begin anew.
      if (!payload.result) await writeRecord(app, 'Interaction', id, payload, expiresIn);
      else if (!(await replaceRecord(app, 'Interaction', id, payload)))
        throw new errors.SessionNotFound('not under way');
    },
  },
  RefreshToken: {
    async upsert(id, payload, expiresIn) {
      await writeRecord(app, 'RefreshToken', id, payload, expiresIn);
      if (payload.sid) await extendSiteSession(app, payload.sid, expiresIn);
    },
  },
  Session: {
    upsert(id, payload, expiresIn) {
      const { session, route, client, entities } = Provider.ctx?.oidc ?? {};
      const left = route === 'end_session_confirm' ? client?.clientId : undefined;
      return unlessLost(
        saveSession(app, id, payload, expiresIn, {
          ...(session?.oldId && { oldId: session.oldId }),
          known: session?.iat !== undefined,
          ...(entities?.AuthorizationCode && { opened: entities.AuthorizationCode.clientId }),
          browser: browserName(Provider.ctx?.req.headers['user-agent']),
          ...(left && !payload.authorizations?.[left] && { leaving: left }),
        }),
      );
    },
    async destroy(id) {
      // It only gets a new id: the old one goes when the new one is kept, so that no moment is without.
      if (Provider.ctx?.oidc.session?.oldId === id) return;
      await endSession(app, id);
    },
  },
});

async function unlessLost(saving: Promise<void>): Promise<void> {
  try {
    await saving;
  } catch (error) {
    if (error instanceof EntryLost) throw new errors.SessionNotFound('the sign-in has ended in the meantime');
    throw error;
  }
}
