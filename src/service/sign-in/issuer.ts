import type { App } from '../context.ts';

/** Where the OpenID provider is mounted, and what it is called by the sites. */
export const oidcPath = '/oidc';

/** Where the pages are that a person is sent to in the middle of a sign-in. */
export const signInPath = '/sign-in';

/** Where someone sees and changes what opens their own account; and what that page is called among the sites. */
export const accountPath = '/account';
export const accountClientId = 'staffroom-account';

/** Who signs people in: what the sites are set up with, and find in every token. */
export const issuerOf = (app: Pick<App, 'publicUrl'>): string => `${app.publicUrl}${oidcPath}`;

/** What `for` is in the address of a sign-in that began at one's own account. */
export const forAccount = 'account';

/**
 * The page of a sign-in that is under way. Where it began at one's own account the address says so: once it has run out, nothing
 * else tells where it leads back to.
 *
 * @param to its id, and where its forms go below that: `<uid>/code`
 */
export const signInPageOf = ({ publicUrl }: Pick<App, 'publicUrl'>, to: string, clientId: unknown): string =>
  `${publicUrl}${signInPath}/${to}${clientId === accountClientId ? `?for=${forAccount}` : ''}`;
