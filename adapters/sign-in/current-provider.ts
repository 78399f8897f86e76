import type { Logger } from 'pino';
import type { App } from '../../src/service/context.ts';
import { signingKeySet } from '../../src/service/sign-in/keys.ts';
import type { GetProvider } from './interaction.ts';
import type { Provider } from './oidc-library.ts';
import { createProvider } from './provider.ts';

/** How often the keys are looked at, in milliseconds: a new one signs only after four times this. */
const freshMs = 30_000;

/** Gives the provider with the keys of now. Another copy, or a command, may have changed them: then it is made anew. */
export function currentProvider(app: App, log: Logger): GetProvider {
  let made: { provider: Provider; kids: string } | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<Provider> | undefined;

  async function look(): Promise<Provider> {
    const now = app.clock().getTime();
    const keys = await signingKeySet(app);
    const kids = keys.map((k) => k.kid).join(' ');
    if (made?.kids !== kids) made = { provider: createProvider(app, log, keys), kids };
    lookedAt = now;
    return made.provider;
  }

  return async () => {
    // Also where the clock was set back.
    if (made && Math.abs(app.clock().getTime() - lookedAt) < freshMs) return made.provider;
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
}
