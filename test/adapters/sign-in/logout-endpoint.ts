import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import type { App } from '../../../src/service/context.ts';
import { issuerOf } from '../../../src/service/sign-in/issuer.ts';

/** A site's own address to be told of sign-outs at: it checks each token with the published keys. */
export interface LogoutEndpoint {
  url: string;
  /** What it was told, and what it made of it. */
  told: JWTPayload[];
  /** With what it answers from now on, in this order; then 200. */
  answers: number[];
  requests: number;
  close(): void;
}

export async function logoutEndpoint(app: App): Promise<LogoutEndpoint> {
  const keys = createRemoteJWKSet(new URL(`${issuerOf(app)}/jwks`));
  const site: LogoutEndpoint = { url: '', told: [], answers: [], requests: 0, close: () => server.close() };
  const server = createServer(async (req, res) => {
    site.requests += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const token = new URLSearchParams(Buffer.concat(chunks).toString()).get('logout_token') ?? '';
    const answer = site.answers.shift() ?? 200;
    if (answer !== 200) return void res.writeHead(answer, { location: 'https://elsewhere.example' }).end();
    try {
      const options = { issuer: issuerOf(app), typ: 'logout+jwt', algorithms: ['RS256'] };
      const { payload } = await jwtVerify(token, keys, options);
      site.told.push(payload);
      res.writeHead(200).end();
    } catch {
      res.writeHead(400).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  site.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/signed-out`;
  return site;
}
