import { Router } from 'express';
import type { App } from '../../src/service/context.ts';
import type { FoundLink } from '../../src/service/passwords/open-link.ts';
import { confirmChat } from '../../src/service/workspaces/move-tie.ts';
import { html } from '../../src/ui/html.ts';
import { chatWho } from '../../src/ui/sentences/mail.ts';
import { pageWords } from '../../src/ui/sentences/pages.ts';
import type { LinkKind } from '../../src/words/links.ts';
import { onlyMethods } from './error-pages.ts';
import { correlationIdOf, tokenOf } from './http-request.ts';
import { doneMark, layout } from './layout.ts';
import { isDeadLink, requestedLink, sendDeadLink } from './links.ts';

const words = pageWords.confirmChat;
const kinds: LinkKind[] = ['confirm-chat'];

/** The page behind the link that ties someone in a chat to the account. A button does it: mail scanners open every link. */
export function confirmChatPage(app: App): Router {
  const router = Router();
  router
    .route('/chat/confirm/:token')
    .get(async (req, res) => {
      const link = await requestedLink(app, req, res, kinds);
      if (link) res.send(question(link));
    })
    .post(async (req, res) => {
      const link = await requestedLink(app, req, res, kinds);
      if (!link) return;
      try {
        await confirmChat(app, { token: tokenOf(req), correlationId: correlationIdOf(res) });
        res.send(
          layout({ title: words.doneTitle, centre: link.centre, mark: doneMark, body: html`<p>${words.done}</p>` }),
        );
      } catch (error) {
        if (!isDeadLink(error)) throw error;
        sendDeadLink(app, res, error, kinds, link.centre);
      }
    })
    .all(onlyMethods('GET', 'HEAD', 'POST'));
  return router;
}

function question({ user, chat, centre }: FoundLink): string {
  return layout({
    title: words.title,
    centre,
    body: html`<p class="lead">${words.lead(user.firstName, centre.name)}</p>
<dl><dt>${words.who}</dt><dd>${chatWho(chat)}</dd></dl>
<form method="post"><button class="button" type="submit">${words.confirm}</button></form>
<p class="after">${words.after} ${words.notYou}</p>`,
  });
}
