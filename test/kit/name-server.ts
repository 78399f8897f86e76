import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';

/** What a name has: addresses, mail servers, texts. */
interface Records {
  a?: string[];
  mx?: string[];
  txt?: string[];
}

export interface NameServer {
  /** Asks this server alone. */
  resolver: Resolver;
  /** It answers nothing from now on. */
  silence(): void;
  close(): Promise<void>;
}

const types = { a: 1, mx: 15, txt: 16 } as const;

const short = (n: number) => Buffer.from([n >> 8, n & 255]);
const labelled = (text: string) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
const name = (text: string) => Buffer.concat([...text.split('.').filter(Boolean).map(labelled), Buffer.from([0])]);

/** How a record is written after its length (RFC 1035). A text longer than 255 letters is in parts. */
const written: Record<keyof typeof types, (value: string) => Buffer> = {
  a: (address) => Buffer.from(address.split('.').map(Number)),
  mx: (exchange) => Buffer.concat([short(exchange === '.' ? 0 : 10), name(exchange)]),
  txt: (text) => Buffer.concat((text.match(/.{1,255}/g) ?? ['']).map(labelled)),
};

/** A name server on this machine that knows these names and no others. */
export async function startNameServer(known: Record<string, Records>): Promise<NameServer> {
  const socket = createSocket('udp4');
  let isSilent = false;
  socket.on('message', (query, { port, address }) => {
    if (isSilent) return;
    const end = query.indexOf(0, 12) + 5;
    const labels: string[] = [];
    for (let at = 12; query[at]; at += 1 + (query[at] ?? 0))
      labels.push(query.toString('latin1', at + 1, at + 1 + (query[at] ?? 0)));
    const records = known[labels.join('.').toLowerCase()];
    const kind = (Object.keys(types) as (keyof typeof types)[]).find((k) => types[k] === query.readUInt16BE(end - 4));
    const answers = (kind && records?.[kind]?.map(written[kind])) ?? [];
    const whole = Buffer.concat([
      query.subarray(0, 2),
      // An answer, from who knows; there is no such name (3).
      short(0x8580 | (records ? 0 : 3)),
      ...[1, answers.length, 0, 0].map(short),
      query.subarray(12, end),
      ...answers.flatMap((data) => [
        Buffer.from([0xc0, 12]),
        query.subarray(end - 4, end),
        Buffer.from([0, 0, 0, 60]),
        short(data.length),
        data,
      ]),
    ]);
    socket.send(whole, port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const resolver = new Resolver({ timeout: 200, tries: 1 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  return {
    resolver,
    silence: () => {
      isSilent = true;
    },
    close: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}
