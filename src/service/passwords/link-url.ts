import type { LinkKind } from '../../words/links.ts';
import type { App } from '../context.ts';
import { linkToken } from './links.ts';

const pathOf: Record<LinkKind, string> = {
  'set-up': '/password/set/',
  reset: '/password/set/',
  'confirm-email': '/email/confirm/',
};

/** The address of the page behind a link, with its secret: for the mail that brings it, and for nothing else. */
export function linkUrl(app: App, kind: LinkKind, linkId: string): string {
  return `${app.publicUrl}${pathOf[kind]}${linkToken(app, linkId)}`;
}
