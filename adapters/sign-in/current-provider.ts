import type { Logger } from 'pino';
import type { App } from '../../src/service/context.ts';
import { signingKeySet } from '../../src/service/sign-in/keys.ts';
import type { GetProvider } from './interaction.ts';
import type { Provider } from './oidc-library.ts';
import { createProvider } from './provider.ts';

/**
 * Gives the provider with the keys of now. Another copy, or a command, may have changed them: then it is made anew. They are read
 * for each request that may sign or check something by them: a key that someone else may know is to sign nothing more.
 */
export function currentProvider(app: App, log: Logger): GetProvider {
  let made: { provider: Provider; kids: string } | undefined;
  return async ({ keys: needed = true } = {}) => {
    if (made && !needed) return made.provider;
    const keys = await signingKeySet(app);
    const kids = keys.map((k) => k.kid).join(' ');
    if (made?.kids !== kids) made = { provider: createProvider(app, log, keys), kids };
    return made.provider;
  };
}
