import type { Request, Response } from 'express';
import { cookieOf } from '../pages/http-request.ts';

const alg = 'HS256';

/** Cookies of one site, signed: what comes back is what was sent, or nothing. They reach no other site. */
export function cookiesOf(secret: Uint8Array, site: string, path: string) {
  const nameOf = (what: string) => `site_${site}_${what}`;
  const attributes = { httpOnly: true, sameSite: 'lax', path } as const;
  return {
    async set(res: Response, what: string, content: Record<string, unknown>, seconds: number): Promise<void> {
      const { SignJWT } = await import('jose');
      const signed = await new SignJWT(content)
        .setProtectedHeader({ alg })
        .setAudience(nameOf(what))
        .setExpirationTime(Math.floor(Date.now() / 1_000) + seconds)
        .sign(secret);
      res.cookie(nameOf(what), signed, { ...attributes, maxAge: seconds * 1_000 });
    },
    async get(req: Request, what: string): Promise<Record<string, unknown> | undefined> {
      const name = nameOf(what);
      const found = cookieOf(req, name);
      if (!found) return undefined;
      const { jwtVerify } = await import('jose');
      try {
        return (await jwtVerify(found, secret, { audience: name, algorithms: [alg] })).payload;
      } catch {
        return undefined;
      }
    },
    clear: (res: Response, what: string) => void res.clearCookie(nameOf(what), attributes),
  };
}
