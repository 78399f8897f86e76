import { type RequestHandler, Router } from 'express';
import helmet from 'helmet';

const none = ["'none'"];
const self = ["'self'"];

/**
 * The headers of all pages; `use` it before them. What needs others sets them over these. Addresses of pages hold secrets: no
 * other site is told of one, and nothing keeps them.
 */
export function securityHeaders(): Router {
  const router = Router();
  router.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: none,
          styleSrc: self,
          scriptSrc: self,
          connectSrc: self,
          formAction: self,
          imgSrc: [...self, 'data:'],
          frameAncestors: none,
          baseUri: none,
        },
      },
      referrerPolicy: { policy: 'no-referrer' },
      // A year, and all below our own host: by README.md it is ours alone.
      strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: true },
      xFrameOptions: { action: 'deny' },
    }),
    noStore,
  );
  return router;
}

const noStore: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store').set('X-Robots-Tag', 'noindex');
  next();
};
