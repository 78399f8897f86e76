/** The parts of the library that we use; it brings no types of its own. */

declare module 'oidc-provider/lib/provider.js' {
  import type { EventEmitter } from 'node:events';
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface Session {
    iat?: number;
    /** The id that it had before this request. */
    oldId?: string;
    accountId?: string;
    /** When they signed in, in seconds. */
    loginTs?: number;
    amr?: string[];
    state?: { postLogoutRedirectUri?: string };
    grantIdFor(clientId: string): string | undefined;
  }
  export interface Interaction {
    uid: string;
    prompt: { name: string };
    params: Record<string, unknown>;
    session?: { accountId: string; uid?: string };
    result?: { owing?: Owing; login?: object; consent?: object } | undefined;
    /** What came of the steps before, where one more is asked for. */
    lastSubmission?: { login?: object };
    /** Keeps it as it is now, for as long as before. */
    persist(): Promise<string>;
  }
  /** Ours: who has given the password, when (in seconds), and what they still owe before they are signed in. */
  export interface Owing {
    accountId: string;
    at: number;
    owes: 'code' | 'set-up' | 'nothing';
    /** What their app was told, until it is set up. */
    secret?: string;
  }
  export interface Grant {
    accountId: string;
    clientId: string;
    readonly isExpired: boolean;
    getOIDCScope(): string;
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }
  export interface Client {
    clientId: string;
    clientAuthMethod: string;
    redirectUris: string[];
    redirectUriAllowed(address: string): boolean;
    /** Ours: whether it is let off PKCE. */
    without_pkce?: boolean;
  }
  interface CookieOptions {
    signed?: boolean;
    path?: string;
  }
  export interface Cookies {
    keys: { verify(data: string, signature: string): boolean };
    get(name: string, how?: CookieOptions): string | undefined;
    set(name: string, value: string | null, how?: CookieOptions): unknown;
  }
  /** Koa's, as far as it goes. */
  export interface Context {
    readonly cookies: Cookies;
    method: string;
    url: string;
    readonly path: string;
    readonly query: Record<string, string | string[] | undefined>;
    status: number;
    type: string;
    body: unknown;
    req: IncomingMessage;
    res: ServerResponse;
    response: { get(name: string): string; remove(name: string): void; is(type: string): string | false | null };
    set(name: string, value: string): void;
    oidc: {
      route: string;
      readonly issuer: string;
      client?: Client;
      session?: Session;
      account?: { accountId: string };
      params?: Record<string, string | undefined>;
      requestParamOIDCScopes: Set<string>;
      entities: {
        Interaction?: Interaction;
        AuthorizationCode?: { readonly clientId: string };
        RotatedRefreshToken?: { readonly remainingTTL: number };
      };
      provider: Provider;
    };
  }
  export class Provider extends EventEmitter {
    constructor(issuer: string, configuration: object);
    /** The request under way, wherever one is in the code that serves it. */
    static get ctx(): Context | undefined;
    readonly issuer: string;
    proxy: boolean;
    Client: { find(id: string): Promise<Client | undefined> };
    Grant: {
      new (about: { accountId: string; clientId: string }): Grant;
      find(id: string): Promise<Grant | undefined>;
    };
    Session: {
      get(ctx: Context): Promise<Session & { uid: string; exp?: number }>;
      findByUid(uid: string): Promise<Session | undefined>;
    };
    Interaction: { new (kept: object): Interaction };
    use(middleware: (ctx: Context, next: () => Promise<void>) => Promise<void>): this;
    createContext(req: IncomingMessage, res: ServerResponse): Context;
    callback(): (req: IncomingMessage, res: ServerResponse) => Promise<void>;
  }
}

declare module 'oidc-provider/lib/helpers/als.js' {
  import type { AsyncLocalStorage } from 'node:async_hooks';

  /** Where it keeps which request is under way. */
  const followed: AsyncLocalStorage<object>;
  export default followed;
}

declare module 'oidc-provider/lib/response_modes/form_post.js' {
  import type { Context } from 'oidc-provider/lib/provider.js';

  /** Answers with a form that sends itself. The names go into the page as they are. */
  export default function formPost(ctx: Context, action: string, fields: Record<string, string>): void;
}

declare module 'oidc-provider/lib/helpers/errors.js' {
  export class InvalidGrant extends Error {
    constructor(detail: string);
  }
  export class SessionNotFound extends Error {
    constructor(description: string);
    /** Whether the site is told, where it is known; else the person is. */
    allow_redirect: boolean;
  }
}

declare module 'oidc-provider/lib/helpers/interaction_policy/index.js' {
  import type { Context } from 'oidc-provider/lib/provider.js';

  export class Check {
    constructor(
      reason: string,
      description: string,
      error: string,
      check: (ctx: Context) => boolean | Promise<boolean>,
    );
  }
  export class Prompt {
    constructor(about: { name: string; requestable: boolean }, ...checks: Check[]);
  }
  export function base(): {
    add(prompt: Prompt, index: number): void;
    get(name: string): { checks: { add(check: Check): void } } | undefined;
  };
}
