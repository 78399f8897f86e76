import { expect, test } from 'vitest';
import { decode } from '../../../src/bot/tables/encoding/decode.ts';

const text = 'Zoë 田中 😀,'.repeat(50_000);

test.each([
  ['UTF-8', Buffer.from(text), text],
  ['UTF-8 with a byte-order mark', Buffer.from(`\ufeff${text}`), text],
  ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le'), text],
  ['the old Western European code page', Buffer.from('Zoë;'.repeat(200_000), 'latin1'), 'Zoë;'.repeat(200_000)],
  ['one line, plain but for its end', Buffer.from(`${'a'.repeat(2_000_000)}ë`, 'latin1'), `${'a'.repeat(2_000_000)}ë`],
  ['nothing', Buffer.alloc(0), ''],
])('a long file in %s is read in parts, no letter cut in two', async (_, bytes, content) => {
  expect((await decode(bytes, 'windows-1252')).text === content).toBe(true);
});
