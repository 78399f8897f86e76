/** Which of two numbers comes first where someone is: `9/3/2026` is 9 March to most, 3 September in the United States. */
export type DayOrder = 'day-first' | 'month-first';

/**
 * Where the month is written first: the zones of IANA's zone.tab for the countries whose English dates CLDR has so (US, PR, VI, GU,
 * MP, AS, UM, MH, PH).
 */
const monthFirst = [
  ...[
    'Adak Anchorage Boise Chicago Denver Detroit Juneau Los_Angeles Menominee Metlakatla New_York Nome Phoenix Sitka Yakutat',
    'Indiana/Indianapolis Indiana/Knox Indiana/Marengo Indiana/Petersburg Indiana/Tell_City Indiana/Vevay Indiana/Vincennes',
    'Indiana/Winamac Kentucky/Louisville Kentucky/Monticello North_Dakota/Beulah North_Dakota/Center North_Dakota/New_Salem',
    'Puerto_Rico St_Thomas',
  ].flatMap((names) => names.split(' ').map((name) => `America/${name}`)),
  ...'Guam Honolulu Kwajalein Majuro Midway Pago_Pago Saipan Wake'.split(' ').map((name) => `Pacific/${name}`),
  'Asia/Manila',
];

/** `US/Eastern` and `America/New_York` are one zone. */
const plainName = (timeZone: string) => new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;

let known: ReadonlySet<string> | undefined;

/** How days are written there; day first where the zone, such as `UTC`, tells no country. */
export function dayOrderIn(timeZone: string): DayOrder {
  known ??= new Set(monthFirst.map(plainName));
  return known.has(plainName(timeZone)) ? 'month-first' : 'day-first';
}

/** What the name of a column says of it: `Date (dd/mm/yyyy)`, `Datum TT.MM.JJJJ`. */
export function dayOrderNamed(head: string): DayOrder | undefined {
  if (/(?<!\p{L})(?:dd?|jj?|tt?|gg?)\s?[/.-]\s?mm?(?!\p{L})/iu.test(head)) return 'day-first';
  return /(?<!\p{L})mm?\s?[/.-]\s?dd?(?!\p{L})/iu.test(head) ? 'month-first' : undefined;
}
