import { randomBytes } from 'node:crypto';
import { openJsonFile } from './json-file.ts';

/** Who is signed in, as Staffroom told. */
export interface Claims {
  sub: string;
  name: string;
  firstName: string;
  email: string;
  centreNumber: string;
  role: string;
  programmes: string[];
}

export interface Session {
  id: string;
  claims: Claims;
  /** The session's id as Staffroom knows it. */
  sid: string | undefined;
  /** What shows Staffroom whose session is to end. */
  idToken: string;
  startedAt: string;
  /** It was ended by Staffroom, not by the person. */
  ended?: true;
}

const dayMs = 24 * 3_600_000;

/** The sessions of one site, each under an id that nobody guesses; they last a day. */
export function openSessions(file: string, clock: () => Date, onChange: () => void) {
  const store = openJsonFile<Record<string, Session>>(file, {});
  const isOver = ({ startedAt }: Session) => clock().getTime() - Date.parse(startedAt) > dayMs;
  const changed = () => {
    store.save();
    onChange();
  };
  return {
    get(id: string): Session | undefined {
      const session = Object.hasOwn(store.value, id) ? store.value[id] : undefined;
      return session && !isOver(session) ? session : undefined;
    },
    begin(given: Omit<Session, 'id' | 'startedAt'>): Session {
      store.value = Object.fromEntries(Object.entries(store.value).filter(([, s]) => !isOver(s)));
      const id = randomBytes(32).toString('base64url');
      const session: Session = { ...given, id, startedAt: clock().toISOString() };
      store.value[id] = session;
      changed();
      return session;
    },
    /** Its own person ends it. */
    drop(id: string) {
      delete store.value[id];
      changed();
    },
    /** Staffroom ends them. */
    end({ sid, sub }: { sid?: string | undefined; sub?: string | undefined }) {
      const meant = Object.values(store.value).filter(
        (s) => !s.ended && (sid !== undefined ? s.sid === sid : s.claims.sub === sub),
      );
      for (const session of meant) session.ended = true;
      if (meant.length > 0) changed();
    },
    flush: store.flush,
  };
}
