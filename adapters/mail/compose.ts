import { oneLine } from '../../src/lib/text.ts';
import type { MailToSend } from '../../src/service/mail/mail-to-send.ts';
import { formatExactly, lengthOfTime } from '../../src/ui/formats.ts';
import { type Html, html } from '../../src/ui/html.ts';
import { dark, light, sans } from '../../src/ui/looks.ts';
import { speech } from '../../src/ui/sentences/chat.ts';
import {
  type MailFacts,
  type MailWords,
  mailFrame,
  mailWords,
  workspaceCodesWords,
  workspaceTiedWords,
  workspaceUntiedWords,
} from '../../src/ui/sentences/mail.ts';
import { spoken } from '../../src/ui/speech.ts';
import { fullName } from '../../src/words/people.ts';

/**
 * Writes a mail: HTML, and its plain-text twin that says the same.
 *
 * @param sender the address that the mail comes from
 */
export function compose(mail: MailToSend, sender: string) {
  const facts: MailFacts = {
    firstName: oneLine(mail.firstName),
    centreName: oneLine(mail.centreName),
    supportContact: oneLine(mail.supportContact),
    goodFor: lengthOfTime(mail.link?.goodForMs ?? 0),
    sender,
    other: mail.transfer?.other ? oneLine(mail.transfer.other) : null,
    held: mail.transfer?.counts ?? [],
    asked: mail.request && {
      ...mail.request,
      who: mail.request.asker && oneLine(fullName(mail.request.asker)),
      reason: eachLine(mail.request.reason),
      until: formatExactly(mail.request.expiresAt, mail.timeZone),
      by: mail.request.decidedBy?.name ? oneLine(mail.request.decidedBy.name) : null,
      decisionReason: eachLine(mail.request.decisionReason),
    },
    chat: mail.chat && {
      ...mail.chat,
      workspaceName: mail.chat.workspaceName && oneLine(mail.chat.workspaceName),
      name: mail.chat.name && oneLine(mail.chat.name),
    },
    notCome: mail.reminder && { ...mail.reminder, isInvited: mail.reminder.status === 'invited' },
    week: mail.week,
    newCoordinator: mail.newCoordinator && oneLine(mail.newCoordinator),
    directoryEnds: mail.directoryEnds && formatExactly(mail.directoryEnds, mail.timeZone),
    at: formatExactly(mail.at, mail.timeZone),
    accountUrl: mail.accountUrl,
    replyTo: mail.replyTo,
  };
  const words = spoken(wordsOf(mail, facts), speech.outside);
  const button = words.button && mail.link ? { label: words.button, url: mail.link.url } : null;
  // The way to a new password for whoever did not change it themselves.
  const remedy = tellsOfChange.includes(mail.kind) ? { label: mailFrame.forgotten, url: mail.forgottenUrl } : null;
  const parts = { ...words, subject: oneLine(words.subject), facts, button, remedy };
  return { subject: parts.subject, text: asText(parts), html: asHtml(parts) };
}

const eachLine = (reason: string | null) => reason?.split(/\r?\n/).map(oneLine).filter(Boolean).join('\n') ?? null;

/** What someone else may have done who got into the account. */
const tellsOfChange: MailToSend['kind'][] = [
  'password-changed',
  'second-factor-added',
  'second-factor-removed',
  'recovery-codes-renewed',
];

function wordsOf(mail: MailToSend, facts: MailFacts): MailWords {
  if (mail.kind === 'workspace-code') {
    const goodUntil = (code: { goodUntil: Date }) => formatExactly(code.goodUntil, mail.timeZone);
    return workspaceCodesWords(
      facts,
      mail.codes.map((code) => ({ ...code, goodUntil: goodUntil(code) })),
    );
  }
  if (mail.kind !== 'workspace-tied' && mail.kind !== 'workspace-untied') return mailWords[mail.kind](facts);
  if (!mail.tie) throw new Error('a mail about a workspace has none');
  return (mail.kind === 'workspace-tied' ? workspaceTiedWords : workspaceUntiedWords)(facts, mail.tie);
}

type Button = { label: string; url: string } | null;

interface Parts {
  subject: string;
  heading: string;
  before: string[];
  codes?: MailWords['codes'];
  links?: MailWords['links'];
  after: string[];
  facts: MailFacts;
  button: Button;
  remedy: Button;
}

function asText({ heading, before, codes = [], links = [], after, facts, button, remedy }: Parts): string {
  const paragraphs = [
    heading,
    mailFrame.greeting(facts.firstName),
    ...before,
    ...codes.flatMap(({ about, code }) => [about, code]),
    ...links.map(({ label, url }) => (url ? `${label}:\n${url}` : label)),
    button && `${button.label}:\n${button.url}`,
    ...after,
    remedy && `${remedy.label}:\n${remedy.url}`,
    `-- \n${facts.centreName}\n${mailFrame.help(facts.supportContact)}\n${mailFrame.answers(facts.replyTo)}`,
  ];
  return `${paragraphs.filter((p) => p !== null).join('\n\n')}\n`;
}

/** Colours are inline for mail programs that drop the style sheet; those that keep it know dark mode. */
const style = `
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background: ${dark.ground} !important; }
  .card { background: ${dark.surface} !important; border-color: ${dark.line} !important; }
  .words, .words a { color: ${dark.ink} !important; }
  .quiet, .quiet a { color: ${dark.muted} !important; }
  .button { background: ${dark.accent} !important; }
  .button a { color: ${dark['accent-ink']} !important; }
}`;

function asHtml({ subject, heading, before, codes = [], links = [], after, facts, button, remedy }: Parts): string {
  const lines = (words: string) => words.split('\n').map((line, i) => (i === 0 ? html`${line}` : html`<br>${line}`));
  const paragraph = (content: Html | string) =>
    html`<p class="words" style="margin:0 0 16px;color:${light.ink}">${typeof content === 'string' ? lines(content) : content}</p>`;
  const page = html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${subject}</title>
<style>${{ html: style }}</style>
</head>
<body class="page" style="margin:0;background:${light.ground};font-family:${sans};font-size:16px;line-height:1.5">
<div class="page" style="background:${light.ground};padding:24px 12px">
<div class="card" style="max-width:560px;margin:0 auto;background:${light.surface};border:1px solid ${light.line};border-radius:12px;padding:28px 24px">
<p class="quiet" style="margin:0 0 20px;color:${light.muted};font-weight:600">${facts.centreName}</p>
<h1 class="words" style="margin:0 0 16px;font-size:24px;line-height:1.25;color:${light.ink}">${heading}</h1>
${paragraph(mailFrame.greeting(facts.firstName))}
${before.map(paragraph)}
${codes.map(({ about, code }) => html`${paragraph(about)}${codeHtml(code)}`)}
${links.map(({ label, url }) => paragraph(url ? linkHtml({ label, url }) : label))}
${button && buttonHtml(button)}
${after.map(paragraph)}
${remedy && paragraph(linkHtml(remedy))}
</div>
<div class="quiet" style="max-width:560px;margin:16px auto 0;padding:0 24px;font-size:14px;color:${light.muted}">
<p style="margin:0 0 4px">${mailFrame.help(facts.supportContact)}</p>
<p style="margin:0">${mailFrame.answers(facts.replyTo)}</p>
</div>
</div>
</body>
</html>
`;
  return page.html;
}

const linkHtml = ({ label, url }: NonNullable<Button>): Html =>
  html`<a href="${url}" style="color:${light.accent}">${label}</a>`;

function codeHtml(code: string): Html {
  return html`<p class="words" style="margin:8px 0 24px;color:${light.ink};font:600 28px/1.2 Consolas,Menlo,monospace;letter-spacing:2px;white-space:nowrap">${code}</p>`;
}

/** A table, since Outlook on Windows pads no link. */
function buttonHtml({ label, url }: NonNullable<Button>): Html {
  return html`<table role="presentation" cellpadding="0" cellspacing="0" style="margin:8px 0 20px"><tr>
<td class="button" style="background:${light.accent};border-radius:8px;padding:13px 24px"><a href="${url}" style="color:${light['accent-ink']};font-weight:600;text-decoration:none">${label}</a></td>
</tr></table>
<p class="quiet" style="margin:0 0 20px;font-size:14px;color:${light.muted}">${mailFrame.bareLink}<br><a href="${url}" style="color:${light.accent};word-break:break-all">${url}</a></p>`;
}
