import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto';

/** A certificate that signs for itself, and its key, both as PEM. */
export interface SelfSigned {
  certificate: string;
  key: string;
}

/** One value of ASN.1, as DER writes it: a tag, how many bytes follow, the bytes. */
function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const long = content.length > 255 ? [0x82, content.length >> 8, content.length & 255] : [0x81, content.length];
  return Buffer.concat([Buffer.from([tag, ...(content.length < 128 ? [content.length] : long)]), content]);
}

const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts);
const bytes = (hex: string) => Buffer.from(hex, 'hex');
const octets = (...parts: Uint8Array[]) => der(0x04, ...parts);
const isTrue = der(0x01, bytes('ff'));
/** No bit of the last byte is unused. */
const bits = (content: Uint8Array) => der(0x03, bytes('00'), content);
/** `YYMMDDhhmmssZ` */
const time = (at: number) =>
  der(
    0x17,
    Buffer.from(
      new Date(at)
        .toISOString()
        .slice(2)
        .replace(/[-:T]|\.\d+/g, ''),
    ),
  );

const id = {
  ecdsaWithSha256: der(0x06, bytes('2a8648ce3d040302')),
  commonName: der(0x06, bytes('550403')),
  subjectAltName: der(0x06, bytes('551d11')),
  basicConstraints: der(0x06, bytes('551d13')),
};

/** For this address and for this name; good for so many days. */
export function selfSigned(host = 'localhost', { address = '127.0.0.1', days = 1 } = {}): SelfSigned {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = sequence(id.ecdsaWithSha256);
  const name = sequence(der(0x31, sequence(id.commonName, der(0x0c, Buffer.from('a database of the tests')))));
  const dayMs = 86_400_000;
  const alternatives = sequence(der(0x82, Buffer.from(host)), der(0x87, Buffer.from(address.split('.').map(Number))));
  const extensions = sequence(
    sequence(id.basicConstraints, isTrue, octets(sequence(isTrue))),
    sequence(id.subjectAltName, octets(alternatives)),
  );
  const body = sequence(
    der(0xa0, der(0x02, bytes('02'))),
    der(0x02, bytes('01')),
    algorithm,
    name,
    sequence(time(Date.now() - dayMs), time(Date.now() + days * dayMs)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
  const whole = sequence(body, algorithm, bits(sign('sha256', body, privateKey)));
  return {
    certificate: new X509Certificate(whole).toString(),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
