import { unzipSync, zipSync } from 'fflate';
import { TooMuch } from './trouble.ts';

/** Most bytes that what is read of a workbook may unpack to: 100,000 rows of results are some 60 MB. */
const maxUnpacked = 150_000_000;
/** Most parts that are read; each sheet is one. */
const maxParts = 300;

/** What the cells are in: no pictures, charts, links to other files, macros, or workbooks within. */
const read =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|xl\/[^/]+\.xml|xl\/_rels\/[^/]+\.rels|xl\/(?:work|chart)sheets\/[^/]+\.xml)$/i;

const plainName = (name: string) => name.replaceAll('\\', '/').replace(/^\//, '');

/**
 * What is read of a workbook, unpacked and laid together again as it is. The sizes that its directory claims are added up before
 * anything is unpacked; a part that is longer than it claims is cut off there.
 *
 * @throws TooMuch, and whatever fflate has to say of what is no zip
 */
export function unpack(bytes: Uint8Array, most = maxUnpacked): Uint8Array {
  let parts = 0;
  let size = 0;
  const unpacked = unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      if (!read.test(plainName(name))) return false;
      parts += 1;
      size += originalSize;
      if (parts > maxParts || size > most) throw new TooMuch();
      return true;
    },
  });
  return zipSync(Object.fromEntries(Object.entries(unpacked).map(([name, part]) => [plainName(name), part])), {
    level: 0,
  });
}
