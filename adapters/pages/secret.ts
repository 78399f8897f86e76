import { Router } from 'express';
import type { App } from '../../src/service/context.ts';
import { Refusal } from '../../src/service/errors.ts';
import { type HandedOver, handOverPath } from '../../src/service/one-time-secrets/hand-over.ts';
import { type HandOver, lookUpHandOver, showHandOver } from '../../src/service/one-time-secrets/show.ts';
import { formatExactly } from '../../src/ui/formats.ts';
import { type Html, html } from '../../src/ui/html.ts';
import { siteNames } from '../../src/ui/sentences/names.ts';
import { pageWords } from '../../src/ui/sentences/pages.ts';
import { onlyMethods } from './error-pages.ts';
import { HttpError } from './http-error.ts';
import { addressOf, correlationIdOf, formBody, tokenOf, value } from './http-request.ts';
import { layout } from './layout.ts';

const words = pageWords.secret;

/** What its button sends, which no scanner that posts empty forms does. */
const pressed = { name: 'show', value: 'yes' };

/** The page that shows a secret once, to whoever has its link and presses the button. */
export function secretPage(app: App): Router {
  const router = Router();
  router
    .route(`${handOverPath}/:token`)
    .get(async (req, res) => {
      const handOver = await requested(app, tokenOf(req), addressOf(req));
      res.status(handOver.state.is === 'open' ? 200 : 410).send(page(handOver));
    })
    .post(formBody, async (req, res) => {
      const handOver = await requested(app, tokenOf(req), addressOf(req));
      if (handOver.state.is !== 'open') return void res.status(410).send(page(handOver));
      if (value(req, pressed.name) !== pressed.value) return void res.status(422).send(page(handOver));
      try {
        const secret = await showHandOver(app, tokenOf(req), correlationIdOf(res));
        res.send(layout({ title: words.shownTitle, centre: handOver.centre, body: shown(secret) }));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        // Someone was quicker by a moment, or the account was suspended.
        const is =
          error.code === 'link-used' ? ({ is: 'shown', at: app.clock() } as const) : ({ is: 'expired' } as const);
        res.status(410).send(page({ ...handOver, state: is }));
      }
    })
    .all(onlyMethods('GET', 'HEAD', 'POST'));
  return router;
}

async function requested(app: App, token: string, address: string): Promise<HandOver> {
  try {
    return await lookUpHandOver(app, token, address);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'link-unknown') throw new HttpError(404);
    throw error;
  }
}

function page({ centre, state, timeZone }: HandOver): string {
  if (state.is === 'open') {
    const body = html`<p class="lead">${words.lead}</p>
<form method="post"><button class="button" type="submit" name="${pressed.name}" value="${pressed.value}">${words.show}</button></form>`;
    return layout({ title: words.title, centre, body });
  }
  const lead = state.is === 'shown' ? words.gone(formatExactly(state.at, timeZone)) : words.expired;
  const title = state.is === 'shown' ? words.goneTitle : words.expiredTitle;
  return layout({ title, centre, body: html`<p class="lead">${lead}</p><p>${words.another}</p>` });
}

/** Each value by itself, so that a press selects all of it and no more. */
function shown(secret: HandedOver): Html {
  const values =
    secret.kind === 'directory-token'
      ? [
          [words.address, secret.address],
          [words.token, secret.token],
        ]
      : [
          [words.site, siteNames[secret.site]],
          [words.issuer, secret.issuer],
          [words.configuration, `${secret.issuer}/.well-known/openid-configuration`],
          [words.clientId, secret.clientId],
          [words.secret, secret.secret],
          [words.flow, words.flowIs],
          ...secret.redirectUris.map((uri) => [words.redirectUri, uri]),
        ];
  return html`<p class="lead">${words.shownLead}</p>
<dl>${values.map(([label, text]) => html`<dt>${label}</dt><dd class="copied">${text}</dd>`)}</dl>
<p>${words.close}</p>`;
}
