import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';

/** A kept file's text: what `teams/manifest.json` and the manifest in the package are, to the byte. */
export const asText = (manifest: unknown) => `${JSON.stringify(manifest, null, 2)}\n`;

/** The zip that Teams takes: the manifest and its two icons, in no folder. */
export function teamsPackage(manifest: { icons: { color: string; outline: string } }): Uint8Array {
  const { color, outline } = manifest.icons;
  const icon = (name: string) => readFileSync(new URL(name, import.meta.url));
  return zipSync({ 'manifest.json': strToU8(asText(manifest)), [color]: icon(color), [outline]: icon(outline) });
}
