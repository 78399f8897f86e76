import type { RequestHandler } from 'express';
import type { siteNames } from '../../src/ui/sentences/names.ts';

export type SiteKey = keyof typeof siteNames;

/** A learner group as a data site lists it. */
export interface SampleGroup {
  id: string;
  name: string;
  stage: number;
  subject: string;
  learners: number;
  tests: number;
  results: number;
}

/** What a site was set up with. */
export interface SampleSite {
  key: SiteKey;
  clientId: string;
  clientSecret: string;
  /** What Staffroom shows its SCIM service. */
  scimToken: string;
  /** Whether learner groups are kept there. */
  holdsData: boolean;
}

export interface SampleSitesOptions {
  /** What refuses whoever may not see the sites' pages. */
  guard: RequestHandler;
  /** Who signs people in. */
  issuer: string;
  /** Where the sites are: `http://localhost:3000/sites`, without a slash at its end. */
  base: string;
  centre: { name: string; supportContact: string };
  sites: SampleSite[];
  /** What cookies are signed with. */
  secret: Uint8Array;
  /** Where the sites keep what they know. */
  folder: string;
  /** What someone holds on a site; none for who is not known there. */
  groupsOf(userId: string, site: SiteKey): Promise<SampleGroup[]>;
  clock: () => Date;
  /** Told of what broke. */
  onProblem: (error: unknown) => void;
}
