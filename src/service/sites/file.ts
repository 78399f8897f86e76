import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type Site, sites } from '../../words/sites.ts';
import { audit } from '../audit/event.ts';
import { findCentre, readCentre } from '../centre/centre.ts';
import type { App, Tx } from '../context.ts';
import { Refusal, Refused } from '../errors.ts';
import { inTransaction } from '../transaction.ts';
import { lockCentre } from '../use-case.ts';
import type { SiteDetails } from './details.ts';
import { saveConnection } from './save.ts';

/** Longest secret of a client, in characters: each may be written as three in a header, which holds 16,384 with all others. */
const maxClientSecret = 1_000;

/** One site in the file. What it does not say is not so: the file alone says how the sites in it are connected. */
const entry = z.strictObject({
  homeUrl: z.string().default(''),
  redirectUris: z.array(z.string()).default([]),
  postLogoutUris: z.array(z.string()).default([]),
  logoutUrl: z.string().default(''),
  withoutSecret: z.boolean().default(false),
  withoutPkce: z.boolean().default(false),
  /** The site's id as a client, where it has one already; without it one is made, which a coordinator takes from the chat. */
  clientId: z
    .string()
    .regex(/^[\w.~-]{16,100}$/, 'this is not an id of 16 to 100 letters and digits that nobody can guess')
    .optional(),
  /** The site's own secret; without it one is made, which a coordinator takes from the chat. */
  clientSecret: z
    .string()
    .min(32, 'this is too short; use at least 32 characters')
    .max(maxClientSecret, `this is too long; use at most ${maxClientSecret} characters`)
    // RFC 6749, appendix A.2: the sign-in takes no others.
    .regex(
      /^[\x20-\x7e]*$/,
      'this has characters that no client secret may have; use letters and digits without accents',
    )
    .optional(),
  scimUrl: z.string().default(''),
  scimToken: z.string().default(''),
  scimTokenUrl: z.string().default(''),
  scimClientId: z.string().default(''),
  scimClientSecret: z.string().default(''),
});

export type SiteEntry = z.input<typeof entry>;

const form = z.record(
  z.string(),
  z.partialRecord(
    z.enum(sites),
    entry.refine((e) => !(e.withoutSecret && e.clientSecret), {
      path: ['clientSecret'],
      message: 'this site keeps no secret, by withoutSecret; leave out one of the two',
    }),
  ),
);

/**
 * Connects the sites that a file names, by centre number and site. The same again changes nothing.
 *
 * @param inWords the sentence of a refusal
 * @returns a line for each thing that whoever runs the program is to be warned of
 * @throws Error with a line for each mistake; nothing is changed then
 */
export async function applySitesFile(app: App, file: string, inWords: (refusal: Refusal) => string): Promise<string[]> {
  return await applySites(app, await readSitesFile(file), { inWords });
}

/** @throws Error as {@link applySitesFile} does, where it can't be read or says what can't be */
export async function readSitesFile(file: string): Promise<z.output<typeof form>> {
  const text = await readFile(file, 'utf8').catch((error) => {
    throw new Error(`SITES_FILE: ${file} can’t be read (${(error as NodeJS.ErrnoException).code}). Check its path.`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // The parser shows a piece of the text, which may be a secret.
    const [where = ''] = /position \d+|line \d+ column \d+/.exec((error as Error).message) ?? [];
    throw new Error(`SITES_FILE: ${file} is not JSON${where && `; look at ${where}`}.`);
  }
  const read = form.safeParse(json);
  if (!read.success) {
    throw new Error(read.error.issues.map((i) => `SITES_FILE: ${i.path.join(' ')}: ${i.message}.`).join('\n'));
  }
  return read.data;
}

interface Options {
  /** The sentence of a refusal. */
  inWords: (refusal: Refusal) => string;
  /** Whether sites of this machine are meant, whatever `publicUrl` says. */
  home?: boolean;
  /** Since when it is kept who signs in there; now, where nothing is said. */
  signInsSince?: Date;
}

/** The same from what such a file would hold. */
export async function applySites(app: App, given: z.input<typeof form>, options: Options): Promise<string[]> {
  const read = form.parse(given);
  const wrong: string[] = [];
  await inTransaction(app, async (app) => {
    for (const number of Object.keys(read).sort()) {
      wrong.push(...(await applySchool(app, number, read[number] ?? {}, options)));
    }
    if (wrong.length > 0) throw new Error(wrong.map((line) => `SITES_FILE: ${line}`).join('\n'));
  });
  return Object.entries(read).flatMap(([number, entries]) =>
    sites
      .filter((site) => entries[site]?.withoutPkce)
      .map(
        (site) =>
          `SITES_FILE: ${number} ${site} withoutPkce: a sign-in code that someone catches is protected by the client secret alone. Take this out once the site can do PKCE.`,
      ),
  );
}

async function applySchool(
  app: App<Tx>,
  number: string,
  entries: Partial<Record<Site, z.output<typeof entry>>>,
  options: Options,
): Promise<string[]> {
  const found = await findCentre(app.db, number);
  if (!found) return [`${number}: there is no school of this centre number.`];
  await lockCentre(app.db, found.id);
  const school = await readCentre(app.db, found.id);
  const wrong: string[] = [];
  for (const site of sites) {
    const { clientId, clientSecret, ...given } = entries[site] ?? {};
    if (!entries[site]) continue;
    try {
      const { home, signInsSince } = options;
      const own = { home, clientId, clientSecret, signInsSince };
      const { changed, isNew } = await saveConnection(app, school, site, given as SiteDetails, own);
      if (changed.length === 0) continue;
      // Without an actor: the file says so.
      await audit(app, {
        centreId: school.id,
        action: 'settings.change',
        details: { by: 'file', site, changed: isNew ? ['siteConnected'] : changed },
        correlationId: randomUUID(),
      });
    } catch (error) {
      const refusals = error instanceof Refused ? error.refusals : error instanceof Refusal ? [error] : undefined;
      if (!refusals) throw error;
      wrong.push(...refusals.map((r) => `${[number, site, r.field].filter(Boolean).join(' ')}: ${options.inWords(r)}`));
    }
  }
  return wrong;
}
