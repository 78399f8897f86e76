/**
 * Colours, type and sizes of all that we draw ourselves: the playground, the pages, the mails, the picture of results. Each
 * colour of text has at least 4.5:1 on each ground it stands on, each edge of a field 3:1, light and dark.
 */

export const light = {
  ground: '#eef2f5',
  surface: '#ffffff',
  sunk: '#e6ebf0',
  ink: '#1c2733',
  muted: '#4d5c6b',
  line: '#d8e0e7',
  edge: '#71808f',
  accent: '#14597a',
  'accent-strong': '#0d4560',
  'accent-ink': '#ffffff',
  'accent-wash': '#e0edf4',
  ring: '#0b7bb5',
  good: '#1f6f43',
  'good-wash': '#e4f3ea',
  warning: '#855600',
  'warning-wash': '#fbf0dc',
  danger: '#a3231f',
  'danger-wash': '#fdf1f0',
} as const;

export const dark: Record<keyof typeof light, string> = {
  ground: '#12181f',
  surface: '#1b242e',
  sunk: '#26313d',
  ink: '#e8edf2',
  muted: '#a9b6c3',
  line: '#2c3845',
  edge: '#8393a3',
  accent: '#8fd0ee',
  'accent-strong': '#b5e0f5',
  'accent-ink': '#0d1b26',
  'accent-wash': '#1d3442',
  ring: '#8fd0ee',
  good: '#7fd6a4',
  'good-wash': '#1b3226',
  warning: '#f0c36b',
  'warning-wash': '#372b17',
  danger: '#ff9d94',
  'danger-wash': '#33201f',
};

/** The one family of type, as the reader's own machine has it: heads too. */
export const sans = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";
const mono = "ui-monospace,'Cascadia Mono','SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace";

const colours = (of: Record<string, string>) =>
  Object.entries(of)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ');

/** The same for a style sheet, as its variables. Sizes: small print, text, what leads, a head, a title. */
export const variables = `
:root {
  color-scheme: light dark;
  ${colours(light)}
  --shadow: 0 1px 2px rgb(16 30 45 / 5%), 0 4px 14px rgb(16 30 45 / 5%);
  --high: 0 12px 40px rgb(16 30 45 / 18%), 0 2px 8px rgb(16 30 45 / 10%);
  --sans: ${sans}; --mono: ${mono};
  --small: .8125rem; --text: .9375rem; --lead: 1.0625rem; --head: 1.25rem; --title: 1.625rem;
}
@media (prefers-color-scheme: dark) {
  :root { ${colours(dark)} --shadow: 0 0 0 transparent; --high: 0 12px 40px rgb(0 0 0 / 55%); }
}
`;
