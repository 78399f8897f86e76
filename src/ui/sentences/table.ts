/** What is said of a file before its columns mean anything. */
export const table = {
  unreadable:
    'This workbook can’t be read: it may not be whole. Open it in Excel or another spreadsheet, save it as .xlsx or CSV, and send that.',
  tooMuch:
    'This workbook is too large to be read once it is unpacked. Delete empty rows and columns that only have a format, or save the sheet as CSV.',
  noSheet: 'No sheet of this workbook has a table in it.',
};
