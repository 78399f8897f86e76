import { signInWords } from '../../src/ui/sentences/sign-in.ts';

/** The first that is in what the browser says of itself: those that pretend to be another stand before that one. */
const browsers = {
  Edg: 'Edge',
  'OPR/': 'Opera',
  SamsungBrowser: 'Samsung Internet',
  'Firefox/': 'Firefox',
  FxiOS: 'Firefox',
  CriOS: 'Chrome',
  'Chrome/': 'Chrome',
  'Safari/': 'Safari',
};
const systems = {
  iPhone: 'an iPhone',
  iPad: 'an iPad',
  Android: 'Android',
  CrOS: 'ChromeOS',
  Windows: 'Windows',
  'Mac OS': 'a Mac',
  Linux: 'Linux',
};

/** What someone calls a browser: `Firefox on Windows`. @param agent its User-Agent header, of which no more is kept */
export function browserName(agent = ''): string {
  const named = (names: Record<string, string>) => Object.entries(names).find(([mark]) => agent.includes(mark))?.[1];
  return signInWords.browser(named(browsers), named(systems));
}
