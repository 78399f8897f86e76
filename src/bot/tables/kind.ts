import { unzipSync } from 'fflate';
import { Refusal } from '../../service/errors.ts';
import { otherKinds } from '../../ui/sentences/csv.ts';
import type { OtherKind } from '../../words/files.ts';

/** What a file is, by its first bytes: its name proves nothing. */

const begins = (hex: string, at = 0) => {
  const sign = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  return (bytes: Buffer) => bytes.subarray(at, at + sign.length).equals(sign);
};
const isOffice = begins('d0cf11e0a1b11ae1');
const isZip = begins('504b0304');

const otherSigns: [OtherKind, (bytes: Buffer) => boolean][] = [
  ['pdf', begins('25504446')],
  ['picture', begins('89504e47')],
  ['picture', begins('ffd8ff')],
  ['picture', begins('47494638')],
  ['picture', (bytes) => begins('52494646')(bytes) && begins('57454250', 8)(bytes)],
  // HEIC, and films.
  ['picture', begins('66747970', 4)],
  ['packed', begins('1f8b08')],
  ['packed', begins('377abcaf271c')],
  ['packed', begins('52617221')],
  ['document', begins('7b5c727466')],
];

/** Marks of pages, and of the XML that Excel wrote in 2003: school systems call both `.xls`. */
const page = /^\s*<(?:!doctype|html|head|meta|body|table|style|div|\?xml|!--)/i;

/** @returns nothing for text */
export function kindOf(bytes: Buffer): OtherKind | 'workbook' | undefined {
  if (isZip(bytes)) return kindOfZip(bytes);
  if (isOffice(bytes)) return kindOfOffice(bytes);
  const [kind] = otherSigns.find(([, is]) => is(bytes)) ?? [];
  // In UTF-16 every other byte is a zero.
  const text = bytes
    .toString('latin1', 0, 400)
    .replace(/^(?:ï»¿|ÿþ|þÿ)/, '')
    .replaceAll('\0', '');
  return kind ?? (page.test(text) ? 'web-page' : undefined);
}

/** Excel's own container before 2007, in which it still puts what has a password. */
function kindOfOffice(bytes: Buffer): OtherKind {
  const holds = (stream: string) => bytes.includes(Buffer.from(stream, 'utf16le'));
  if (holds('EncryptedPackage')) return 'locked';
  return holds('Workbook') || holds('Book') ? 'old-workbook' : 'document';
}

function kindOfZip(bytes: Buffer): OtherKind | 'workbook' {
  const names = namesIn(bytes);
  const has = (name: RegExp) => names.some((each) => name.test(each));
  if (has(/^[\\/]?xl[\\/]workbook\.bin$/i)) return 'binary-workbook';
  if (has(/^[\\/]?xl[\\/]/i)) return 'workbook';
  if (has(/^(word|ppt)\//i)) return 'document';
  if (has(/\.iwa$|^Index\.zip$/)) return 'numbers';
  if (has(/^content\.xml$/)) return bytes.includes('opendocument.spreadsheet') ? 'open-document' : 'document';
  return 'packed';
}

/** Most names that are looked at: a workbook of a hundred sheets has some three hundred. */
const maxNames = 5_000;

function namesIn(bytes: Buffer): string[] {
  const names: string[] = [];
  try {
    unzipSync(bytes, {
      filter: ({ name }) => {
        if (names.push(name) > maxNames) throw new Error('too many');
        return false;
      },
    });
  } catch {
    // What is cut off has no directory; the first name stands at its beginning all the same.
    const first = bytes.toString('latin1', 30, 30 + Math.min(200, bytes.readUInt16LE(Math.min(26, bytes.length - 2))));
    names.push(first);
    // Office's files begin so; that it is not whole is said where it is read.
    if (/^(?:\[Content_Types\]|_rels\/|docProps\/)/.test(first)) names.push('xl/');
  }
  return names;
}

/** @throws Refusal `file-unreadable` for what holds no table that can be read */
export function refuseOtherKinds(name: string, bytes: Buffer): void {
  const kind = kindOf(bytes);
  if (kind && kind !== 'workbook') throw new Refusal('file-unreadable', { why: otherKinds[kind](name) });
}
