import type { Request, Response } from 'express';

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
      const pairs = (req.headers.cookie ?? '').split(';').map((pair) => pair.trim());
      const found = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
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
