/** A workbook is larger than anyone's list is, once it is unpacked. */
export class TooMuch extends Error {}
