/** What the tests use of packages that bring no types of their own. */

declare module 'express-session' {
  import type { RequestHandler } from 'express';
  import type { ConfigParams } from 'express-openid-connect';

  type Store = NonNullable<Exclude<ConfigParams['backchannelLogout'], boolean | undefined>['store']>;
  const session: {
    (options: { secret: string; resave: boolean; saveUninitialized: boolean }): RequestHandler;
    MemoryStore: new () => Store;
  };
  export default session;
}

declare module 'passport-openidconnect' {
  export interface Profile {
    id: string;
    displayName: string;
    emails?: { value: string }[];
  }
  type Done = (error: unknown, user?: object) => void;
  export default class Strategy {
    constructor(
      options: Record<string, unknown>,
      verify: (issuer: string, profile: Profile, context: object, idToken: string, done: Done) => void,
    );
  }
}

declare module 'passport' {
  import type { RequestHandler } from 'express';
  import type Strategy from 'passport-openidconnect';

  export class Passport {
    use(strategy: Strategy): this;
    serializeUser(keep: (user: object, done: (error: unknown, kept: object) => void) => void): void;
    deserializeUser(find: (kept: object, done: (error: unknown, user: object) => void) => void): void;
    session(): RequestHandler;
    authenticate(name: string, options?: { successRedirect: string }): RequestHandler;
  }
}
