/**
 * The certified library, by its inner files: the outer one says at every start that Node 20 is not supported, where all
 * that it lacks is this one function, which came to Node 20 late.
 */

export { default as followed } from 'oidc-provider/lib/helpers/als.js';
export * as errors from 'oidc-provider/lib/helpers/errors.js';
export { base as basePolicy, Check, Prompt } from 'oidc-provider/lib/helpers/interaction_policy/index.js';
export {
  type Client,
  type Context,
  type Cookies,
  type Interaction,
  type Owing,
  Provider,
  type Session,
} from 'oidc-provider/lib/provider.js';
export { default as formPost } from 'oidc-provider/lib/response_modes/form_post.js';

const url = URL as { parse?: (address: string, base?: string) => URL | null };
url.parse ??= (address, base) => (URL.canParse(address, base) ? new URL(address, base) : null);
