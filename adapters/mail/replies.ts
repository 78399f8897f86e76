/**
 * Whom a reply of a mail server is about, and what kind of trouble it is.
 *
 * Of the address: `gone` (no such mailbox, closed, refused there) and `later` (full, greylisted, busy). Of us, and so of every mail: `setting`
 * (sender, sign-in, reputation: until someone mends it), `quota` (no more today), `pace` (too fast), `connections` (too many at once)
 * and `away` (the server has trouble of its own). `unclear`: of this mail or of us, which other mails show.
 */
export type Verdict = 'gone' | 'later' | 'setting' | 'quota' | 'pace' | 'connections' | 'away' | 'unclear';

interface Row {
  is: Verdict;
  /** The enhanced code, of RFC 3463 and 5248 or the server's own; `x` for 4 or 5. */
  codes?: RegExp;
  /** The basic code. */
  basic?: RegExp;
  /** What it says: one code stands for too many things. */
  words?: RegExp;
}

/**
 * The first row that holds counts: what the words alone make sure, then the enhanced code, then the basic code. From what Exchange
 * Online, Gmail and its relay, Postfix, Exim, Amazon SES, SendGrid, Mailgun, Mimecast and Zoho answer.
 */
const table: Row[] = [
  // Greylisting and a mailbox that takes no more at once, under codes that else are about us.
  {
    is: 'later',
    words: /gr[ae]y-?list|recipient thread limit|you are trying to contact is receiving|recipient.{0,2}s per hour/i,
  },
  // Who is sending: also at the recipient's turn, where Postfix and Exchange say it.
  { is: 'setting', basic: /^53[0458]$/ },
  {
    is: 'setting',
    codes:
      /^x\.(1\.[78]|2\.25[1-5]|7\.([389]|1[014]|2[0-79]|30|57|60|64|50[1-36]|509|51[12]|705|708|75\d))$|^5\.7\.6\d\d$/,
  },
  // …and from where: under codes that else are about the address.
  {
    is: 'setting',
    words: /helo command rejected|reverse (hostname|dns)|client host (\S+ )?(rejected|blocked)|blocked using/i,
  },
  // Limits of ours.
  { is: 'quota', codes: /^5\.(1\.90|4\.5|7\.23[2-6])$/ },
  {
    is: 'quota',
    words:
      /\b(daily|24.hours?|per day)\b.*\b(limit|quota)|\b(limit|quota)\b.*\b(daily|per day)\b|credits exceeded|(submission|policy rejection\W+) ?quota/i,
  },
  {
    is: 'connections',
    words:
      /concurrent|(too many|maximum number of) (\w+ )?(connections|sessions)|sender thread limit|connection (count|limit)/i,
  },
  { is: 'connections', basic: /^432$/ },
  {
    is: 'pace',
    words:
      /\brate\b.*\b(limit|exceed)|sending rate|throttl|too (fast|frequent|quickly|many (messages|mails|e-?mails|commands|recipients))|slow(ing)? down|relay limit|unusual (rate|sending)|(messages?|e-?mails?|failures) per (second|minute|hour)/i,
  },
  { is: 'pace', codes: /^x\.(7\.28|4\.5|5\.3)$|^4\.(7\.(0|[568]\d\d))$|^5\.7\.508$/ },
  // Who is sending, in words.
  {
    is: 'setting',
    words:
      /send ?as|(sender|sending) (address )?(rejected|denied|verif|not|suspended)|(bad|banned|blocked|invalid|denied|unverified|unknown) (outbound )?sender|not (allowed|authori[sz]ed|permitted) to (send|relay)|from (address|header) .*\bnot\b|not owned by|not verified|verified sender|relay(ing)? (access |not )?(denied|disallowed|permitted|allowed)|(unable|not permitted) to relay|open relay|authentication (is )?required|not authenticated|must (first )?(authenticate|log ?in)|\b(spf|dkim|dmarc)\b|black ?list|block ?list|unsolicited|account .*(suspended|disabled for sending)/i,
  },
  // Ours are small: a server that finds one too large finds all so, or has a bound for that mailbox.
  { is: 'unclear', codes: /^5\.(2\.3|3\.4)$/ },
  // The mailbox.
  { is: 'gone', codes: /^5\.(1\.([1-346]|10)|2\.1|4\.([14]|310)|6\.7|7\.(1[23]|12[49]|13[3-6]|50[45]|703))$/ },
  { is: 'gone', words: /suppression list/i },
  { is: 'later', codes: /^4\.(1\.\d+|2\.\d+|4\.[13467]|6\.\d+|7\.(1|32\d))$|^5\.(2\.(2|12[12])|7\.32[1-5])$/ },
  {
    is: 'later',
    words:
      /(mailbox|account|inbox|user)\b.*\b(full|over ?quota|exceed(ed|s)?\b)|(over|out of) (quota|storage)|quota exceeded/i,
  },
  // What is in the mail, which 552 says of a mailbox where it says no more.
  { is: 'unclear', codes: /^5\.7\.\d+$/, basic: /^552$/ },
  { is: 'away', codes: /^4\.[34]\.\d+$/ },
  {
    is: 'gone',
    basic: /^5/,
    words:
      /(user|mailbox|recipient|address|account)\b.*\b(unknown|not (found|exist|known|available)|does ?n.t exist|does not exist|unavailable|disabled|inactive|invalid|no longer)|does ?n.t have a|^\d+ #?5\.1\.0 .*address (is )?rejected|(no such|unknown|invalid|unrouteable|nonexistent|bad) (\w+ )?(user|mailbox|recipient|address|person|destination|domain)|no mailbox here|null mx/i,
  },
  // Only the basic code is left.
  { is: 'later', basic: /^(450|552)$/ },
  { is: 'gone', basic: /^(551|556)$/ },
  { is: 'pace', basic: /^421$/ },
  { is: 'away', basic: /^454$/ },
];

/** Whom it concerns that no mail is begun: neither a recipient nor a mail has been named yet. */
const beforeTheMail = /^(CONN|EHLO|HELO|LHLO|STARTTLS|AUTH|MAIL FROM)/;

const ofUs: Verdict[] = ['setting', 'quota', 'pace', 'connections', 'away'];

/**
 * Sorts a reply.
 *
 * @param reply all of it: `550 5.1.1 No such user`
 * @param command what it answers: `RCPT TO`, `DATA`, `MAIL FROM`, `AUTH PLAIN`, `CONN`…
 */
export function sortReply(reply: string, command: string): Verdict {
  const { basic, enhanced } = codesOf(reply);
  const is = table.find((row) => holds(row, basic, enhanced, reply))?.is ?? 'unclear';
  if (!beforeTheMail.test(command) || ofUs.includes(is)) return is;
  return basic.startsWith('4') ? 'pace' : 'setting';
}

/** The basic and the enhanced code of a reply, each empty where there is none. */
export function codesOf(reply: string): { basic: string; enhanced: string } {
  const [, basic = '', enhanced = ''] = /^(\d{3})(?:[ -]+#?(\d\.\d{1,3}\.\d{1,3})\b)?/.exec(reply) ?? [];
  return { basic, enhanced };
}

function holds({ codes, basic, words }: Row, code: string, enhanced: string, reply: string): boolean {
  if (basic && !basic.test(code)) return false;
  if (codes && !(codes.test(enhanced) || codes.test(enhanced.replace(/^[45]/, 'x')))) return false;
  return !words || words.test(reply);
}

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** Longest that a server is let be because it says so, in milliseconds: what asks for more means something else. */
const maxHintMs = 24 * 3_600_000;

/** How long the server asks to be let be, in milliseconds, where it says so: *try again in 300 seconds*, *come back in 00:05:00*. */
export function retryAfter(reply: string): number | undefined {
  const clock = /\b(?:in|after|for|within)\s+(\d{1,2}):(\d\d):(\d\d)\b/i.exec(reply);
  const said = /\b(?:in|after|for|within)\s+(\d{1,6})\s*(s|m|h)(?:ec(?:ond)?s?|in(?:ute)?s?|(?:ou)?rs?)?\b/i.exec(
    reply,
  );
  const ms = clock
    ? (Number(clock[1]) * 3_600 + Number(clock[2]) * 60 + Number(clock[3])) * 1_000
    : said
      ? Number(said[1]) * (units[(said[2] ?? '').toLowerCase()] ?? 0)
      : 0;
  return ms > 0 ? Math.min(ms, maxHintMs) : undefined;
}
