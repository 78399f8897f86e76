import { type Request, type RequestHandler, Router } from 'express';
import type { CaughtMail } from '../../src/ui/caught-mail.ts';
import { formatExactly } from '../../src/ui/formats.ts';
import { type Html, html } from '../../src/ui/html.ts';
import { mailbox as words } from '../../src/ui/sentences/mail.ts';
import { HttpError } from './http-error.ts';
import { breakable, layout } from './layout.ts';
import { mailSandbox, sendMailPage } from './mail-frame.ts';

const path = '/mailbox';
const stylePath = `${path}/style.css`;

const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "frame-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Wider than the other pages: a mail is about 600 pixels wide. */
const style = `
header, main, footer { max-width: 46rem; }
.mails { margin: 0; padding: 0; list-style: none; }
.mails li { padding: .75rem 0; border-top: 1px solid var(--line); }
.mails a { font-weight: 600; }
.mails p, .lines p { margin: 0; color: var(--muted); font-size: var(--text); }
.lines { margin: 0 0 1rem; }
iframe { display: block; width: 100%; height: 42rem; border: 1px solid var(--line); border-radius: .625rem; background: #fff; }
summary { cursor: pointer; margin: 1rem 0; }
pre { white-space: pre-wrap; margin: 0; }
`;

/**
 * The mails that were caught, where neither a mail server nor the playground is there to show them: for whoever runs it.
 * `use` it on the root.
 *
 * @param mails.list newest first
 * @param guards what refuses all others
 */
export function mailbox(mails: { list(): CaughtMail[] }, guards: RequestHandler[]): Router {
  const router = Router();
  const found = (req: Request): CaughtMail => {
    const mail = mails.list().find(({ id }) => id === req.params.id);
    if (!mail) throw new HttpError(404);
    return mail;
  };
  router.use(path, ...guards);
  router.get(`${path}/:id/frame`, (req, res) => sendMailPage(res, found(req)));
  router.use(path, (_req, res, next) => {
    res.set('Content-Security-Policy', policy);
    next();
  });
  router.get(stylePath, (_req, res) => {
    res.type('css').send(style);
  });
  router.get(path, (_req, res) => {
    res.send(page(words.title, listOf(mails.list())));
  });
  router.get(`${path}/:id`, (req, res) => {
    const mail = found(req);
    res.send(page(mail.subject, bodyOf(mail)));
  });
  return router;
}

const page = (title: string, body: Html) =>
  layout({ title, centre: null, body: html`<link rel="stylesheet" href="${stylePath}">${body}` });

/** Whoever runs it sits at this machine: its own time zone is theirs. */
const zone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

function listOf(mails: CaughtMail[]): Html {
  if (mails.length === 0) return html`<p class="lead">${words.about}</p><p>${words.empty}</p>`;
  return html`<p class="lead">${words.about}</p>
<ul class="mails">
${mails.map(
  ({ id, subject, to, at }) => html`<li><a href="${path}/${encodeURIComponent(id)}">${subject || words.noSubject}</a>
<p>${words.to} ${breakable(to)} · ${formatExactly(at, zone())}</p></li>`,
)}
</ul>`;
}

function bodyOf({ id, from, to, replyTo, at, subject, text }: CaughtMail): Html {
  return html`<div class="lines">
<p>${words.from} ${breakable(from)}</p>
<p>${words.to} ${breakable(to)}</p>
${replyTo && html`<p>${words.replyTo} ${breakable(replyTo)}</p>`}
<p>${formatExactly(at, zone())}</p>
</div>
<iframe title="${subject || words.noSubject}" sandbox="${mailSandbox}" src="${path}/${encodeURIComponent(id)}/frame"></iframe>
<details><summary>${words.asText}</summary><pre>${text}</pre></details>
<p class="after"><a href="${path}">${words.all}</a></p>`;
}
