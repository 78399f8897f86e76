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
