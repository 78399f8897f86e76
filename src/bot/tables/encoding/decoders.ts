/**
 * Decoders by name: those of the web's standard, and the code pages of MS-DOS that it leaves out. Excel still writes them by
 * *CSV (MS-DOS)*.
 */

/** The signs of the bytes 80 to FF. */
const msDos: Record<string, string> = {
  cp850:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0',
  cp852:
    'ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u00ad˝˛ˇ˘§÷¸°¨˙űŘř■\u00a0',
};

interface Decoder {
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}

/** @param encoding one of {@link encodings}, or one of Unicode's */
export function decoderOf(encoding: string): Decoder {
  const signs = msDos[encoding];
  if (!signs) return new TextDecoder(encoding);
  return {
    decode: (bytes = new Uint8Array()) =>
      Buffer.from(bytes)
        .toString('latin1')
        .replace(/[\x80-\xff]/g, (byte) => signs[byte.charCodeAt(0) - 0x80] ?? byte),
  };
}

/** What is read of bytes that are all there. */
export const decodeAll = (bytes: Uint8Array, encoding: string): string =>
  // In one piece Node takes windows-1252 for Latin-1, and its curved apostrophes for controls.
  decoderOf(encoding).decode(bytes, { stream: true });
