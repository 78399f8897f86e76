import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { TooMuch } from './trouble.ts';

/** Most bytes that what is read of a workbook may unpack to: 100,000 rows of results are some 60 MB. */
const maxUnpacked = 150_000_000;
/** Most parts that are read; each sheet is one. */
const maxParts = 300;

/** What the cells are in: no pictures, charts, links to other files, macros, or workbooks within. */
const read =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|xl\/[^/]+\.xml|xl\/_rels\/[^/]+\.rels|xl\/(?:work|chart|dialog)sheets\/[^/]+\.xml)$/i;

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
  const whole = Object.entries(unpacked).map(([name, part]) => [plainName(name), part] as const);
  return zipSync(
    Object.fromEntries(whole.map(([name, part]) => [name, isOfSheets(name) ? allWorksheets(part) : part])),
    {
      level: 0,
    },
  );
}

const isOfSheets = (name: string) => /^xl\/_rels\/workbook\.xml\.rels$/i.test(name);

/** A sheet that is a chart is one without cells: hucre takes the workbook for broken where it is called anything else. */
const allWorksheets = (rels: Uint8Array): Uint8Array =>
  strToU8(strFromU8(rels).replace(/\/(?:chart|dialog)sheet(?=["'])/g, '/worksheet'));
