import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { Decrypter, Encrypter } from 'age-encryption';
import { BrokenBackup } from '../../../db/backup/format.ts';
import { aboutFile } from './write-whole.ts';

type Pieces = AsyncIterable<Buffer>;

/**
 * Compresses, and seals where there is a passphrase: gzip, in the format of age (age-encryption.org), so that `age -d` and `gunzip`
 * open it without us.
 */
export async function* packed(pieces: Pieces, passphrase: string | undefined): AsyncGenerator<Buffer> {
  if (!passphrase) return yield* through(createGzip(), pieces);
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  yield* buffers(await encrypter.encrypt(webStream(through(createGzip(), pieces))));
}

/** Whether a file is sealed. @throws BrokenBackup with a sentence where it is no backup */
export async function isSealed(file: string): Promise<boolean> {
  const opened = await open(file);
  try {
    if ((await opened.stat()).isDirectory())
      throw new BrokenBackup(`${file} is a folder. Name one of the files in it.`);
    const { buffer } = await opened.read(Buffer.alloc(ageBegins.length), 0, ageBegins.length, 0);
    if (buffer.equals(Buffer.from(ageBegins))) return true;
    if (buffer.subarray(0, gzipBegins.length).equals(gzipBegins)) return false;
    throw new BrokenBackup(`${file} is no backup of Staffroom’s.`);
  } finally {
    await opened.close();
  }
}

const ageBegins = 'age-encryption.org/v1\n';
const gzipBegins = Buffer.from([0x1f, 0x8b]);

const broken = (file: string) =>
  `${file} was cut off or changed since it was made, or the disk that holds it is failing. Take another backup.`;

/**
 * Opens what {@link packed} made.
 *
 * @param passphrase of a file that is sealed
 * @throws BrokenBackup with a sentence, by and by where the file is not whole
 */
export async function* unpacked(file: string, passphrase: string | undefined): AsyncGenerator<Buffer> {
  const content = createReadStream(file);
  try {
    const zipped = passphrase === undefined ? content : buffers(await unsealed(file, content, passphrase));
    yield* through(createGunzip(), zipped);
  } catch (error) {
    throw isOfFile(error) ? new BrokenBackup(broken(file)) : aboutFile(error, file);
  } finally {
    content.destroy();
  }
}

async function unsealed(file: string, content: Readable, passphrase: string) {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return await decrypter.decrypt(webStream(content));
  } catch (error) {
    if (error instanceof Error && /no identity matched/.test(error.message))
      throw new BrokenBackup(`The passphrase is not the one that ${file} was sealed with.`);
    throw error;
  }
}

/** What zlib and age say of content that is not whole; of the system and of us there are codes and sentences. */
const isOfFile = (error: unknown) =>
  error instanceof Error &&
  !(error instanceof BrokenBackup) &&
  error.name !== 'AbortError' &&
  /^(Z_|undefined$)/.test(String((error as NodeJS.ErrnoException).code));

async function* through(
  step: ReturnType<typeof createGzip>,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const fed = pipeline(pieces, step);
  // Told by the stream itself as well.
  fed.catch(() => {});
  yield* step as AsyncIterable<Buffer>;
  await fed;
}

const webStream = (pieces: AsyncIterable<Uint8Array>) =>
  Readable.toWeb(Readable.from(pieces)) as ReadableStream<Uint8Array>;

async function* buffers(stream: ReadableStream<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const piece of stream as unknown as AsyncIterable<Uint8Array>)
    yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
}
