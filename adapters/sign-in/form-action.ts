import type { Response } from 'express';
import type { Context } from './oidc-library.ts';

export const policyHeader = 'Content-Security-Policy';

/**
 * Lets the forms of a page lead to these addresses too: after a sign-in or sign-out a form's answer sends the browser on
 * to the site, and browsers hold the policy of the form's page against that.
 */
export function letFormsLeave(policy: string, addresses: unknown[]): string {
  const origins = addresses
    .filter((a) => typeof a === 'string')
    .filter((a) => URL.canParse(a))
    .map((a) => new URL(a).origin);
  return policy.replace(/form-action [^;]*/, (directive) => [...new Set([directive, ...origins])].join(' '));
}

/** The same for one of our own pages. */
export function letPageLeave(res: Response, ...addresses: unknown[]): void {
  res.set(policyHeader, letFormsLeave(res.get(policyHeader) ?? '', addresses));
}

/** The same for the pages that the library sends, one of which is an answer to a site that asked for a form. */
export async function lettingFormsLeave(ctx: Context, next: () => Promise<void>): Promise<void> {
  await next();
  if (!ctx.response.is('html')) return;
  const { entities, session, client, params } = ctx.oidc ?? {};
  const asked = params?.redirect_uri;
  const addresses = [
    entities?.Interaction?.params.redirect_uri,
    session?.state?.postLogoutRedirectUri,
    asked && client?.redirectUriAllowed(asked) && asked,
  ];
  ctx.set(policyHeader, letFormsLeave(ctx.response.get(policyHeader), addresses));
}
