/** What spreadsheets saved CSV in where a school is, by its time zone: it decides between two that are as likely. */
const zones: Record<string, string> = {
  'windows-1250':
    'Europe/Warsaw Europe/Prague Europe/Bratislava Europe/Budapest Europe/Bucharest Europe/Zagreb Europe/Ljubljana Europe/Belgrade Europe/Sarajevo Europe/Podgorica Europe/Tirane',
  'windows-1251':
    'Europe/Moscow Europe/Kyiv Europe/Kiev Europe/Minsk Europe/Sofia Europe/Skopje Asia/Almaty Asia/Bishkek Asia/Tashkent Asia/Yekaterinburg Asia/Novosibirsk Asia/Ulaanbaatar',
  'windows-1253': 'Europe/Athens Asia/Nicosia Europe/Nicosia',
  'windows-1254': 'Europe/Istanbul Asia/Istanbul Turkey Asia/Baku Asia/Famagusta',
  'windows-1255': 'Asia/Jerusalem Asia/Tel_Aviv',
  'windows-1256':
    'Africa/Cairo Asia/Riyadh Asia/Dubai Asia/Amman Asia/Beirut Asia/Baghdad Asia/Kuwait Asia/Qatar Asia/Bahrain Asia/Muscat Asia/Damascus Asia/Karachi Asia/Tehran Africa/Tripoli Africa/Khartoum',
  'windows-1257': 'Europe/Riga Europe/Vilnius Europe/Tallinn',
  'windows-1258': 'Asia/Ho_Chi_Minh Asia/Saigon',
  'windows-874': 'Asia/Bangkok',
  gb18030: 'Asia/Shanghai Asia/Urumqi Asia/Chongqing',
  big5: 'Asia/Hong_Kong Asia/Taipei Asia/Macau',
  shift_jis: 'Asia/Tokyo',
  'euc-kr': 'Asia/Seoul',
};

/** @returns the encoding of Western Europe for all other places */
export const encodingOfPlace = (timeZone: string): string =>
  Object.keys(zones).find((encoding) => zones[encoding]?.split(' ').includes(timeZone)) ?? 'windows-1252';
