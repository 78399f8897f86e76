import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    browserUrl: string;
  }
}

const require = createRequire(import.meta.url);
const flags = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Drawn by the processor, in the browser's own process. It looks for its graphics library all the same, and needs it. */
const npmFlags = ['--headless=shell', '--no-zygote', '--in-process-gpu', '--disable-gpu', '--font-render-hinting=none'];

/**
 * Unpacks the Chromium that npm brought, with the fonts and the shared libraries that a bare machine lacks, into a
 * folder of its own. The folder takes its place in one rename, so that two test processes don't read a half-written one.
 */
async function unpacked(): Promise<string> {
  const packed = join(dirname(require.resolve('@sparticuz/chromium')), '..', '..', 'bin');
  // One for each user: what another user unpacked is not theirs to run.
  const home = join(tmpdir(), `staffroom-chromium-147.0.0-${process.getuid?.() ?? 'user'}`);
  if (existsSync(home)) return home;
  // Not among the package's exports, which only unpack to places of their own choosing; the version is pinned.
  const { inflate } = await import(pathToFileURL(join(packed, '..', 'build', 'esm', 'lambdafs.js')).href);
  await mkdir(tmpdir(), { recursive: true });
  const staging = await mkdtemp(join(tmpdir(), 'staffroom-chromium-'));
  // `inflate` always writes below the temporary folder, and reads its name when it is called.
  const before = process.env.TMPDIR;
  process.env.TMPDIR = staging;
  const done = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'].map((name) =>
    inflate(join(packed, name)),
  );
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  await Promise.all(done);
  // Its own configuration names folders of Amazon's; a browser that finds no font at all breaks off at the first input.
  await writeFile(join(staging, 'fonts.conf'), fontsIn(join(home, 'fonts', 'fonts'), join(home, 'font-cache')));
  await rename(staging, home).catch(async (error) => {
    if (!existsSync(home)) throw error;
    await rm(staging, { recursive: true, force: true });
  });
  return home;
}

function fontsIn(folder: string, cache: string): string {
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}</dir><dir>/usr/share/fonts</dir><cachedir>${cache}</cachedir></fontconfig>`;
}

/** A headless browser: the system's Chromium where there is one, else the one from npm. */
async function browserOptions(): Promise<LaunchOptions> {
  const system = '/usr/bin/chromium';
  if (existsSync(system)) return { executablePath: system, args: flags };
  const home = await unpacked();
  const libraries = [join(home, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return {
    executablePath: join(home, 'chromium'),
    args: [...flags, ...npmFlags],
    env: { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: join(home, 'fonts.conf'), HOME: home },
  };
}

/** A browser of one's own, for a script; tests share one. Close it after use. */
export const launchBrowser = async (): Promise<Browser> => chromium.launch(await browserOptions());

/** Global set-up: one browser for the whole run. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = await chromium.launchServer(await browserOptions());
  project.provide('browserUrl', server.wsEndpoint());
  return () => server.close();
}
