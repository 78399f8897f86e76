import { type RequestHandler, Router } from 'express';
import helmet from 'helmet';

const none = ["'none'"];
const self = ["'self'"];

/** The headers of every page. They hold secrets in their addresses: no other site is told of one, and nothing keeps them. */
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
      // A school's other hosts are not ours to speak for.
      strictTransportSecurity: { maxAge: 15_552_000, includeSubDomains: false },
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
