import { expect, test } from 'vitest';
import { garbled } from '../../src/words/garbled.ts';

test.each([
  ['JosÃ©', 'José'],
  ['MuÃ±oz', 'Muñoz'],
  ['JosÃƒÂ©', 'José'],
  ['Å»ak', 'Żak'],
  ['Å\u0081ukasz', 'Łukasz'],
  ['NguyÃªn', 'Nguyên'],
  ['Dâ€™Arcy', 'D’Arcy'],
  ['æ\u009d\u008eå°\u008fé¾\u0099', '李小龙'],
  ['£ukasz', 'Łukasz'],
  ['Micha³', 'Michał'],
  ['¯ak', 'Żak'],
  ['Èâàí Ïåòðîâ', 'Иван Петров'],
  ['Gülþen Doðan', 'Gülşen Doğan'],
  ['BARIÞ', 'BARIŞ'],
  ['Þükrü', 'Şükrü'],
  ['Iv\ufffd', undefined],
  ['N\ufffdra', undefined],
  ['Mu?oz', undefined],
  ['?ukasz', undefined],
  ['Jos\u008e', undefined],
  ['JosŽ', undefined],
  ['Mu–oz', undefined],
  ['W—jcik', undefined],
  ['W˘jcik', undefined],
  ['Jos&eacute;', undefined],
  ['Mu&#241;oz', undefined],
  ['Müller™x', undefined],
])('%j is garbled, and may be %j', (name, mended) => {
  expect(garbled(name)).toEqual(mended === undefined ? {} : { mended });
});

test.each(
  `Ada Ærøskøbing Ñandú Å Ö Øø João JOÃO SÃO IRMÃ ÑANDÚ Șerban Țepeș Ştefan O'Brien D’Arcy O´Brien 李 李小龙 ʻOkina Œuvre Œdipe Nguyễn ĐẶNG Đặng
  Þór Hafþór Hallþóra Geirþrúður Friðþjófur HAFÞÓR Þuríður Sigurðsson Łukasz ŁUKASZ Żółć ĆWIĘK Žižek ŽIŽEK Šárka Škoda Núñez Zoë Chloé Renée’s Åsa Ängström ÄÖ Gal·la Mª Smith-Jones Smith–Jones
  Иван Ёлкин Ελένη محمد สมชาย प्रिया ŸNGE Lœtitia L’Œuvre Màiri Éamon Ó Íñigo Iñaki Ağaoğlu IŞIK İnci Ħal Ōta Māori Nʼguessan Ta'u Jr. Jœl Ýmir`.split(
    /\s+/,
  ),
)('%j is a name', (name) => {
  expect(garbled(name)).toBeUndefined();
});
