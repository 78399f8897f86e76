import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { packageRoot } from '../src/lib/package-root.ts';

/** What the sources as a whole do not do: each line of them is read. */

const sources = ['src', 'adapters', 'db'].flatMap((room) =>
  readdirSync(fileURLToPath(new URL(room, packageRoot)), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|js)$/.test(file))
    .map((file) => `${room}/${file}`)
    .map((file) => ({ file, text: readFileSync(new URL(file, packageRoot), 'utf8') })),
);

interface Rule {
  never: RegExp;
  /** Where it may be, each with its reason: a file, or a folder with its slash. */
  but?: Record<string, string>;
}

const rules: Record<string, Rule> = {
  'ASVS 1.2.3, 3.7.1: no page has a script, or anything else that runs, written into it': {
    never: /<script(?![^>]*\ssrc=)|<(object|embed|applet)\s[a-z]+=/,
  },
  'ASVS 1.2.4: SQL is not put together from text': {
    never: /\bsql\.raw\(/,
    but: {
      'db/schema/': 'constants',
      'db/logins.ts': 'names that we made',
      'db/migrate.ts': 'constants',
      'src/service/people/nearest.ts': 'constants: the levels, and how many are read',
      'src/service/provisioning/site-health.ts': 'constants',
    },
  },
  'ASVS 1.2.5: other programs are started for the embedded database alone': {
    never: /child_process/,
    but: { 'db/embedded/': 'PostgreSQL’s own, with arguments of ours' },
  },
  'ASVS 1.2.5: no shell runs them': { never: /\bexec(Sync)?\(['"`]|shell: ?true/ },
  'ASVS 1.2.9: no regular expression is made of what people typed': {
    never: /\bRegExp\(/,
    but: {
      'src/bot/tables/records.ts': 'one of three delimiters',
      'src/bot/line/doubts.ts': 'our own words for days',
      'src/words/read-email.ts': 'signs of our own',
      'src/words/people.ts': 'letters of our own',
      'adapters/sign-in/provider-cookies.ts': 'our own paths',
      'src/build/put-aside.js': 'names of packages',
    },
  },
  'ASVS 1.3.2: no code is made of text': {
    never: /\beval\(|\bnew Function\b|node:vm\b|set(Timeout|Interval)\(['"`]/,
  },
  'ASVS 5.3.2: files are where settings and our own names say': {
    never: /from 'node:fs/,
    but: {
      'db/': 'the embedded database, certificates of the settings',
      'src/program/': 'what is kept in .data',
      'src/bot/command-files.ts': 'the commands',
      'src/build/': 'what is compiled',
      'src/lib/': 'the project’s folder, and words for what goes wrong with files',
      'src/service/sites/file.ts': 'SITES_FILE',
      'src/verify-trail.ts': 'files that its command line names',
      'adapters/mail/catcher.ts': 'in .data',
      'adapters/sample-sites/json-file.ts': 'in .data',
      'adapters/playground/bundle.ts': 'the client’s sources',
      'adapters/playground/history.ts': 'in .data',
    },
  },
  'ASVS 11.2.1: what encrypts, hashes and signs is Node’s, or one of four libraries': {
    never:
      /(from |import\()'(?!node:crypto')[^'.]*(crypt|hash|cipher|sodium|nacl|forge|noble|jose|jws|jwt|argon|otp|sign|pass)[^'.]*'/,
    but: {
      'src/service/passwords/hash.ts': 'argon2, each use of it in its turn',
      'adapters/sample-sites/': 'jose',
      'src/service/sign-in/': 'jose',
      'src/service/second-factor/': 'otpauth',
      'src/program/backup/sealed.ts': 'age',
    },
  },
  'ASVS 11.3.1, 11.3.2: what is encrypted is encrypted by AES-256-GCM': {
    never: /create(Cipher|Decipher)iv\((?!'aes-256-gcm')|\bcreateCipher\(/,
  },
  'ASVS 11.4.1, 11.4.3: hashes are of 256 bits': { never: /create(Hash|Hmac)\((?!'sha256')/ },
  'ASVS 11.5.1: nothing that is not to be guessed comes from Math.random': {
    never: /Math\.random/,
    but: { 'src/lib/pause-after.ts': 'how long a site or a mail server is left alone' },
  },
  'ASVS 13.4.1, 13.4.3: no folder is served': { never: /express\.static|serve-index|res\.(sendFile|download)\(/ },
  'ASVS 14.2.3: no page loads anything from elsewhere': { never: /\b(src|href)="https?:|@import|url\(['"]?https?:/ },
  'ASVS 14.3.3: a page keeps nothing in the browser': {
    never: /\b(localStorage|sessionStorage|indexedDB)\b|document\.cookie/,
    but: { 'adapters/playground/client/mailbox.ts': 'which mails were read, by number' },
  },
  'ASVS 15.3.5: what is compared is compared with its type': { never: /[^=!]==[^=]|!=[^=]/ },
  'ASVS 3.2.2: no page shows text as HTML': {
    never: /\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b/,
    but: { 'adapters/sample-sites/live-script.ts': 'what the server made, as it made it' },
  },
  'ASVS 16.2.3: what is logged goes through the log': {
    never: /\bconsole\.(log|info|warn|error|debug)\(/,
    but: {
      'db/freeze.ts': 'a program of its own',
      'src/change-key.ts': 'a program of its own',
      'src/coordinator.ts': 'a program of its own',
      'src/doctor.ts': 'a program of its own',
      'src/main.ts': 'before there is a log, and the secret address',
      'src/program/beside.ts': 'a program of its own',
      'src/program/backup/from-command-line.ts': 'programs of their own',
      'src/program/options.ts': 'before there is a log',
      'src/verify-trail.ts': 'a program of its own',
      'src/build/': 'before anything is compiled',
    },
  },
};

test.each(Object.entries(rules))('%s', (_, { never, but = {} }) => {
  const code = (text: string) => text.split('\n').filter((line) => !/^\s*(\*|\/\/|\/\*)/.test(line));
  const isAllowed = (file: string) =>
    Object.keys(but).some((place) => (place.endsWith('/') ? file.startsWith(place) : file === place));
  const found = sources.filter(({ text }) => code(text).some((line) => never.test(line))).map(({ file }) => file);
  expect(found.filter((file) => !isAllowed(file))).toEqual([]);
  // What is no longer needed is no longer allowed.
  const unused = Object.keys(but).filter((place) => !found.some((file) => file.startsWith(place)));
  expect(unused).toEqual([]);
});
