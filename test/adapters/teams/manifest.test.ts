import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';
import { AppManifestUtils } from '@microsoft/app-manifest';
import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { addressProblem } from '../../../manifest/address.ts';
import { asText, teamsPackage } from '../../../manifest/teams/package.ts';
import { anyApp, teamsManifest } from '../../../manifest/teams.ts';
import type { Registry } from '../../../src/bot/command.ts';
import { loadCommands } from '../../../src/bot/registry.ts';

type Manifest = ReturnType<typeof teamsManifest>;

const kept = (name: string) => readFileSync(new URL(`../../../manifest/teams/${name}`, import.meta.url));
const school = {
  appId: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
  publicUrl: 'https://staffroom.school.example:8443',
  version: '1.0.29922180',
};

let registry: Registry;
beforeAll(async () => {
  registry = await loadCommands();
});

const microsofts = createRequire(createRequire(import.meta.url).resolve('@microsoft/app-manifest'));

/** Handed over, or it would be fetched where it is not there. */
function schemaOf(manifest: object) {
  const { pathname } = new URL((manifest as Manifest).$schema);
  return JSON.parse(readFileSync(microsofts.resolve(`.${pathname}`), 'utf8'));
}

/** By Microsoft's own schema and validator. */
const problems = (manifest: Manifest): Promise<string[]> =>
  AppManifestUtils.validateAgainstSchema(manifest as never, schemaOf(manifest));

const compiled = new Map<string, (manifest: unknown) => boolean>();

/** The same with each schema compiled once, which takes half a second. */
function isTaken(manifest: object): boolean {
  const { $schema } = manifest as Manifest;
  const ajv = new (microsofts('ajv-draft-04').default)({ allErrors: true, strictTypes: false });
  microsofts('ajv-formats').default(ajv, ['uri', 'email', 'regex']);
  const validate = compiled.get($schema) ?? ajv.compile(schemaOf(manifest));
  compiled.set($schema, validate);
  return validate(JSON.parse(JSON.stringify(manifest)));
}

/** How each pixel of a PNG is coloured, 0 to 255 each. */
function picture(png: Buffer): { width: number; height: number; pixels: number[][] } {
  expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  const [width, height, depth, type] = [png.readUInt32BE(16), png.readUInt32BE(20), png[24], png[25]];
  const channels = ({ 2: 3, 6: 4 } as Record<number, number>)[type ?? 0] ?? 0;
  expect([depth, png[28], channels > 0]).toEqual([8, 0, true]);
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const size = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + size));
  }
  const lines = inflateSync(Buffer.concat(data));
  const wide = width * channels;
  const out = Buffer.alloc(wide * height);
  // Each line begins with the number of its filter, which says what to add: https://www.w3.org/TR/png/#9Filters
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < wide; x += 1) {
      const left = x < channels ? 0 : (out[y * wide + x - channels] ?? 0);
      const up = y === 0 ? 0 : (out[(y - 1) * wide + x] ?? 0);
      const corner = y === 0 || x < channels ? 0 : (out[(y - 1) * wide + x - channels] ?? 0);
      const near = [left, up, corner].map((v) => Math.abs(left + up - corner - v));
      const paeth = [left, up, corner][near.indexOf(Math.min(...near))] ?? 0;
      const add = [0, left, up, (left + up) >> 1, paeth][lines[y * (wide + 1)] ?? 0] ?? 0;
      out[y * wide + x] = (lines[y * (wide + 1) + 1 + x] ?? 0) + add;
    }
  }
  const pixels = Array.from({ length: width * height }, (_, i) => [
    ...out.subarray(i * channels, (i + 1) * channels),
    ...(channels === 3 ? [255] : []),
  ]);
  return { width, height, pixels };
}

test('no manifest is made for an address that leads nowhere', () => {
  expect(addressProblem('https://staffroom.riverside.test')).toBeUndefined();
  expect(addressProblem(anyApp.publicUrl)).toContain('staffroom.school.example is only an example');
  for (const address of [
    '',
    'http://staffroom.riverside.test',
    'https://riverside.test/staffroom',
    'https://[riverside',
  ])
    expect(addressProblem(address)).toContain('this has to be an address such as');
});

describe('Teams’ manifest', () => {
  test('is the one that the registry makes; `npm run manifest` writes it', () => {
    expect(kept('manifest.json').toString()).toBe(asText(teamsManifest(registry, anyApp)));
  });

  test('is what Microsoft’s schema allows, as it is kept and as a school gets it', async () => {
    expect(await problems(teamsManifest(registry, anyApp))).toEqual([]);
    expect(await problems(teamsManifest(registry, school))).toEqual([]);
  });

  test.each<[string, (manifest: Manifest) => Record<string, unknown>]>([
    ['an id that is none', (m) => ({ ...m, id: 'staffroom' })],
    ['a bot of no id', (m) => ({ ...m, bots: m.bots.map((b) => ({ ...b, botId: '' })) })],
    ['a scope that is none', (m) => ({ ...m, bots: m.bots.map((b) => ({ ...b, scopes: ['school'] })) })],
    [
      'a fourth list',
      (m) => ({ ...m, bots: m.bots.map((b) => ({ ...b, commandLists: [...b.commandLists, ...b.commandLists] })) }),
    ],
    ['a property that is none', (m) => ({ ...m, colour: 'blue' })],
    ['an address that is none', (m) => ({ ...m, developer: { ...m.developer, privacyUrl: 'staffroom' } })],
    [
      'the version before slash commands',
      (m) => ({ ...m, $schema: m.$schema.replace('1.30', '1.28'), manifestVersion: '1.28' }),
    ],
  ])('with %s is refused', (_what, broken) => {
    const manifest = teamsManifest(registry, anyApp);
    expect([isTaken(manifest), isTaken(broken(manifest))]).toEqual([true, false]);
  });

  test('is for this school’s bot alone, and asks for no permission', () => {
    const manifest = teamsManifest(registry, school);
    expect([manifest.id, manifest.bots[0]?.botId, manifest.composeExtensions[0]?.botId]).toEqual(
      Array(3).fill(school.appId),
    );
    expect(manifest).toMatchObject({ version: school.version, validDomains: ['staffroom.school.example'] });
    expect(Object.keys(manifest)).not.toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^(authorization|permissions|webApplicationInfo|devicePermissions)$/),
      ]),
    );
  });

  test('lists twelve commands for each place, which all can be typed', () => {
    const [own, mentioned, slash] = teamsManifest(registry, anyApp).bots[0]?.commandLists ?? [];
    expect(own).toMatchObject({ scopes: ['personal'], triggers: ['mention'] });
    expect(mentioned).toMatchObject({ scopes: ['team', 'groupChat'], triggers: ['mention'] });
    expect(slash).toMatchObject({ scopes: ['team', 'groupChat'], triggers: ['slash'] });
    expect([own?.commands.length, mentioned?.commands.length]).toEqual([12, 12]);
    for (const { title, description } of [own, mentioned, slash].flatMap((list) => list?.commands ?? [])) {
      expect(registry.get(title.split(' ')[0] ?? '')).toBeDefined();
      expect(title.length).toBeLessThanOrEqual(32);
      expect(description.length).toBeLessThanOrEqual(128);
    }
  });

  test('has an action command for each command that declares a shortcut, under / where it is about no message', () => {
    const actions = teamsManifest(registry, anyApp).composeExtensions[0]?.commands ?? [];
    expect(actions.length).toBeLessThanOrEqual(10);
    expect(actions.map(({ id, context, triggers }) => [id, context[0], triggers?.[0]])).toEqual(
      registry.all.flatMap(({ verb, shortcut }) =>
        shortcut
          ? [[`staff-${verb}`, ...(shortcut === 'anywhere' ? ['compose', 'slash'] : ['message', undefined])]]
          : [],
      ),
    );
    for (const { type, fetchTask, title, description } of actions) {
      expect({ type, fetchTask }).toEqual({ type: 'action', fetchTask: true });
      expect(title.length).toBeLessThanOrEqual(32);
      expect(description.length).toBeLessThanOrEqual(128);
    }
  });

  test('has nothing under / twice, and nothing there that its bot could not be sent', () => {
    const { bots, composeExtensions } = teamsManifest(registry, anyApp);
    const bySlash = ({ triggers }: { triggers?: string[] }) => triggers?.includes('slash');
    const typed = bots[0]?.commandLists.filter(bySlash).flatMap(({ commands }) => commands.map(({ title }) => title));
    const dialogs = composeExtensions[0]?.commands.filter(bySlash).map(({ id }) => id.replace('staff-', ''));
    const all = [...(typed ?? []), ...(dialogs ?? [])];
    expect(new Set(all).size).toBe(all.length);
    expect(all).toEqual(expect.arrayContaining(['help', 'add', 'list', 'access', 'settings channel:here']));
    expect(bots[0]?.supportsTargetedMessages).toBe(true);
  });
});

describe('Teams’ icons', () => {
  test('the colour one is 192 by 192 and fills its square', () => {
    const { width, height, pixels } = picture(kept('color.png'));
    expect([width, height]).toEqual([192, 192]);
    expect(pixels.every(([, , , alpha]) => alpha === 255)).toBe(true);
    expect(pixels[0]).toEqual([0x14, 0x59, 0x7a, 255]);
    expect(new Set(pixels.map(String)).size).toBeGreaterThan(2);
  });

  test('the outline is 32 by 32, white on nothing', () => {
    const { width, height, pixels } = picture(kept('outline.png'));
    expect([width, height]).toEqual([32, 32]);
    expect(pixels[0]?.[3]).toBe(0);
    const drawn = pixels.filter(([, , , alpha]) => alpha);
    expect(drawn.length).toBeGreaterThan(100);
    expect(drawn.every(([red, green, blue]) => red === 255 && green === 255 && blue === 255)).toBe(true);
  });
});

test('the package holds the manifest and its icons, to the byte, and nothing else', () => {
  const manifest = teamsManifest(registry, school);
  const { 'manifest.json': text, ...icons } = unzipSync(teamsPackage(manifest));
  expect(strFromU8(text ?? new Uint8Array())).toBe(asText(manifest));
  expect(Object.keys(icons).sort()).toEqual(['color.png', 'outline.png']);
  for (const [name, bytes] of Object.entries(icons)) expect(Buffer.from(bytes).equals(kept(name))).toBe(true);
});
