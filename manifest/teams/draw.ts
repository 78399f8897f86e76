import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from '../../test/kit/chromium.ts';

/**
 * `node --import tsx manifest/teams/draw.ts` draws the icons anew out of their SVGs. Teams takes PNGs only; they are kept,
 * so that nobody needs a browser to make the package.
 */
const browser = await launchBrowser();
const page = await browser.newPage();
for (const [name, size] of [
  ['color', 192],
  ['outline', 32],
] as const) {
  const svg = readFileSync(new URL(`${name}.svg`, import.meta.url), 'utf8');
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
  await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, import.meta.url)), omitBackground: true });
}
await browser.close();
