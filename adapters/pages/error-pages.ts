import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { isDatabaseAway } from '../../src/service/database-errors.ts';
import { Refusal } from '../../src/service/errors.ts';
import { html } from '../../src/ui/html.ts';
import { pageWords } from '../../src/ui/sentences/pages.ts';
import { sentenceOf } from '../../src/ui/sentences/sentence.ts';
import { HttpError, setRetryAfter, statusOf } from './http-error.ts';
import { correlationIdOf } from './http-request.ts';
import { type Centre, layout } from './layout.ts';

interface Problem {
  status: number;
  title: string;
  paragraphs: string[];
}

/** For addresses where there is nothing. */
export const notFound: RequestHandler = (_req, _res, next) => next(new HttpError(404));

/** Answers a method that a page does not have. */
export function onlyMethods(...methods: string[]): RequestHandler {
  return (_req, res, next) => {
    res.set('Allow', methods.join(', '));
    next(new HttpError(405));
  };
}

/** Turns whatever was thrown into a page; what is no one's doing but ours is logged, and nobody is shown a stack. */
export function errorPages(log: Logger): ErrorRequestHandler {
  return (error, _req, res, _next) => {
    if (res.headersSent) {
      // Too late for a page. Express would end the connection too, but print the error as it is.
      log.error({ err: error, correlationId: correlationIdOf(res) }, 'A page broke off.');
      return void res.destroy();
    }
    const problem = describe(error, res);
    if (problem.status >= 500) {
      const correlationId = correlationIdOf(res);
      const entry = { err: error, correlationId };
      if (problem.status === 503) log.warn(entry, 'A page could not reach the database.');
      else log.error(entry, 'A page broke.');
    }
    sendProblem(res, problem, null);
  };
}

function sendProblem(res: Response, { status, title, paragraphs }: Problem, centre: Centre): void {
  res.status(status);
  if (res.locals.json) {
    res.json({ error: paragraphs.join(' ') });
    return;
  }
  res.send(layout({ title, centre, body: html`${paragraphs.map((p) => html`<p>${p}</p>`)}` }));
}

function describe(error: unknown, res: Response): Problem {
  if (error instanceof Refusal) return describeRefusal(error, res);
  if (isDatabaseAway(error)) {
    res.set('Retry-After', '60');
    return { status: 503, title: pageWords.away.title, paragraphs: [pageWords.away.lead] };
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

function describeRefusal(refusal: Refusal, res: Response): Problem {
  const sentence = sentenceOf(refusal);
  if (refusal.code === 'too-many-tries') {
    setRetryAfter(res, refusal);
    return { status: 429, title: pageWords.busy.title, paragraphs: [sentence] };
  }
  return { status: 422, title: pageWords.problem, paragraphs: [sentence] };
}
