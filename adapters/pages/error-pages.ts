import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { Full } from '../../src/lib/at-once.ts';
import { seldom } from '../../src/lib/seldom.ts';
import { isDatabaseAway, isOutcomeUnknown } from '../../src/service/database-errors.ts';
import { Refusal } from '../../src/service/errors.ts';
import { html } from '../../src/ui/html.ts';
import { pageWords } from '../../src/ui/sentences/pages.ts';
import { sentenceOf } from '../../src/ui/sentences/sentence.ts';
import { HttpError, setRetryAfter, statusOf } from './http-error.ts';
import { correlationIdOf } from './http-request.ts';
import { layout } from './layout.ts';

/** For addresses where there is nothing. */
export const notFound: RequestHandler = (_req, _res, next) => next(new HttpError(404));

/** Answers a method that a page does not have. */
export function onlyMethods(...methods: string[]): RequestHandler {
  return (_req, res, next) => {
    res.set('Allow', methods.join(', '));
    next(new HttpError(405));
  };
}

const overLimit = 'Someone was held back at a page: there were more tries than its limits let through.';

/** Turns whatever was thrown into a page; what is no one's doing but ours is logged, and nobody is shown a stack. */
export function errorPages(log: Logger): ErrorRequestHandler {
  const isTime = seldom();
  return (error, _req, res, _next) => {
    if (res.headersSent) {
      // Too late for a page. Express would end the connection too, but print the error as it is.
      log.error({ err: error, correlationId: correlationIdOf(res) }, 'A page broke off.');
      return void res.destroy();
    }
    const { status, title, paragraphs } = describe(error, res);
    if (status >= 500) {
      const entry = { err: error, correlationId: correlationIdOf(res) };
      if (status === 503) log.warn(entry, 'A page could not reach the database.');
      else log.error(entry, 'A page broke.');
    }
    if (status === 429 && isTime(overLimit)) log.info({ correlationId: correlationIdOf(res) }, overLimit);
    res.status(status);
    if (res.locals.json) res.json({ error: paragraphs.join(' ') });
    else res.send(layout({ title, centre: null, body: html`${paragraphs.map((p) => html`<p>${p}</p>`)}` }));
  };
}

function describe(error: unknown, res: Response) {
  if (error instanceof Refusal) {
    setRetryAfter(res, error);
    const isBusy = error.code === 'too-many-tries';
    const title = isBusy ? pageWords.busy.title : pageWords.problem;
    return { status: isBusy ? 429 : 422, title, paragraphs: [sentenceOf(error)] };
  }
  if (error instanceof Full) {
    setRetryAfter(res, error);
    return { status: 429, title: pageWords.busy.title, paragraphs: [pageWords.busy.lead] };
  }
  if (isDatabaseAway(error)) {
    res.set('Retry-After', '60');
    return { status: 503, title: pageWords.away.title, paragraphs: [pageWords.away.lead] };
  }
  if (isOutcomeUnknown(error)) {
    const { title, lead } = pageWords.outcomeUnknown;
    return { status: 503, title, paragraphs: [lead] };
  }
  const status = statusOf(error) ?? 500;
  if (status === 404) return { status, title: pageWords.missing.title, paragraphs: [pageWords.missing.lead] };
  if (status < 500) {
    const { title, lead, next } = pageWords.refused;
    return { status, title, paragraphs: [status === 413 ? lead.large : lead.other, next] };
  }
  const { title, lead, next } = pageWords.broken;
  return { status: 500, title, paragraphs: [lead, next(correlationIdOf(res))] };
}
