import encodeQR from 'qr';
import { appAddress } from '../../src/service/second-factor/totp.ts';
import { type Html, html } from '../../src/ui/html.ts';
import { secondFactorWords as words } from '../../src/ui/sentences/second-factor.ts';
import { field } from './field.ts';
import { breakable, type FieldError } from './layout.ts';

/** What is told an app, as a picture and as text. @param school as the app shows it */
export function appSecret(secret: string, school: string, email: string): Html {
  const address = appAddress(secret, school, email);
  const picture = encodeQR(address, 'svg', { border: 3, ecc: 'medium' }).replace('<svg ', '<svg aria-hidden="true" ');
  return html`<ol class="steps">
<li>${words.setUp.install}</li>
<li>${words.setUp.scan} <a href="${address}">${words.setUp.here}</a></li>
<li>${words.setUp.type}</li>
</ol>
<div class="qr" role="img" aria-label="${words.setUp.picture}">${{ html: picture }}</div>
<dl><dt>${words.setUp.secret}</dt><dd class="secret">${secret.replace(/(.{4})(?=.)/g, '$1 ')}</dd>
<dt>${words.setUp.account}</dt><dd>${breakable(email)}</dd></dl>`;
}

export const codeField = (errors: FieldError[]): Html =>
  field(
    {
      id: 'code',
      label: words.code,
      hint: words.codeHint,
      type: 'text',
      autocomplete: 'one-time-code',
      inputmode: 'numeric',
      maxlength: 9,
    },
    errors,
  );

/** The codes on paper, the one time that they are shown. */
export const recoveryList = (codes: string[]): Html =>
  html`<p class="lead">${words.recovery.lead}</p>
<ul class="codes">${codes.map((code) => html`<li>${code}</li>`)}</ul>
<p>${words.recovery.keep}</p>`;
