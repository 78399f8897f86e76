import { Router } from 'express';
import { sha256 } from '../../src/lib/hash.ts';
import { onceScript } from './once-script.ts';
import { script } from './password-script.ts';
import { style } from './style.ts';

/** With a mark of their content, so that a browser may keep them for ever. */
export const styleUrl = `/style.css?v=${mark(style)}`;
export const scriptUrls = {
  /** Says how strong a password is. */
  strength: `/password.js?v=${mark(script)}`,
  /** Sends a form once, and puts the page at its own address. */
  once: `/once.js?v=${mark(onceScript)}`,
};

/** The style sheet and the scripts of the pages. */
export function assets(): Router {
  const router = Router();
  for (const [path, type, content] of [
    ['/style.css', 'text/css', style],
    ['/password.js', 'text/javascript', script],
    ['/once.js', 'text/javascript', onceScript],
  ] as const) {
    const own = mark(content);
    router.get(path, (req, res) => {
      // Beside another release its pages may ask here for theirs: what is given instead is not to be kept under that mark.
      if (req.query.v === own) res.set('Cache-Control', 'public, max-age=31536000, immutable');
      res.type(type).send(content);
    });
  }
  return router;
}

function mark(content: string): string {
  return sha256(content).toString('hex').slice(0, 12);
}
