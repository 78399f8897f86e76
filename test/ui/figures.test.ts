import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { packageRoot } from '../../src/lib/package-root.ts';
import { add, invite, reset } from '../../src/ui/sentences/people.ts';
import {
  type RequestInfo,
  request,
  requestAnswer,
  requestDecision,
  requestForm,
} from '../../src/ui/sentences/requests.ts';
import { linkTtlMs } from '../../src/words/links.ts';

const were = { ...linkTtlMs };
afterEach(() => void Object.assign(linkTtlMs, were));

const w = { name: 'Ben Okafor', first: 'Ben' };
const asked: RequestInfo & { siteAdmin: boolean } = {
  kind: 'reset',
  site: null,
  reason: null,
  asker: null,
  siteAdmin: false,
};

test('how long a link is good for is said as it is', () => {
  const ofResets = () => [
    reset.follows(w, 'ben@school.example'),
    reset.next('ben@school.example'),
    request.approving(asked),
    requestForm.sentNext(),
    requestDecision.effect(asked),
    requestAnswer.approved(asked, null),
  ];
  const ofInvitations = () => [
    invite.follows('ben@school.example'),
    invite.next('ben@school.example'),
    add.mails(1, 'no-reply@school.example'),
    add.mails(2, 'no-reply@school.example'),
  ];
  for (const sentence of ofResets()) expect(sentence).toContain('1 hour');
  for (const sentence of ofInvitations()) expect(sentence).toContain('7 days');
  linkTtlMs.reset = 2 * 3_600_000;
  linkTtlMs['set-up'] = 3 * 24 * 3_600_000;
  for (const sentence of ofResets()) expect(sentence).toContain('2 hours');
  for (const sentence of ofInvitations()) expect(sentence).toContain('3 days');
});

test('no sentence has a length of time, a size or a limit typed into it', () => {
  const folder = new URL('src/ui/sentences/', packageRoot);
  const typed =
    /\b(?:\d[\d,_.]*|one|two|seven|thirty) (?:seconds?|minutes?|hours?|days?|weeks?|months?|rows?|characters?|[kM]B)\b/;
  const found = readdirSync(folder).flatMap((file) =>
    readFileSync(new URL(file, folder), 'utf8')
      .split('\n')
      // A comment may give an example.
      .filter((line) => typed.test(line) && !/^\s*(?:\/\*|\*|\/\/)/.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  // An example of what one can type.
  expect(found.filter((line) => !line.includes('7d for the last 7 days'))).toEqual([]);
});
