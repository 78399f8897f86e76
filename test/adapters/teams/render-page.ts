import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { Contexts } from '../../kit/browser.ts';

/** Microsoft's renderer in a page that is configured as Teams is, in light or dark. */

const require = createRequire(import.meta.url);

export type Theme = 'light' | 'dark';

const themes = {
  light: { ink: '#242424', subtle: '#616161', back: '#ffffff', sunk: '#f5f5f5', line: '#e0e0e0', accent: '#5b5fc7' },
  dark: { ink: '#ffffff', subtle: '#adadad', back: '#292929', sunk: '#1f1f1f', line: '#3d3d3d', accent: '#9299f7' },
};
const signals = {
  light: { good: '#237b4b', warning: '#835c00', attention: '#c4314b' },
  dark: { good: '#92c353', warning: '#f8d22a', attention: '#f9526b' },
};
const washes = {
  light: { accent: '#c7cdf7', good: '#e7f2da', warning: '#fbf6d9', attention: '#fcf4f6' },
  dark: { accent: '#4f52b2', good: '#0d2e0d', warning: '#463100', attention: '#3e1f25' },
};

function hostConfig(theme: Theme) {
  const { ink, subtle, sunk, line, accent } = themes[theme];
  const colour = (name: string, faint = name) => ({ default: name, subtle: faint });
  const foregroundColors = {
    default: colour(ink, subtle),
    accent: colour(accent),
    good: colour(signals[theme].good),
    warning: colour(signals[theme].warning),
    attention: colour(signals[theme].attention),
  };
  const style = (backgroundColor: string) => ({ backgroundColor, foregroundColors });
  return {
    fontFamily: "'Segoe UI', 'Open Sans', 'Noto Sans', sans-serif",
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: line },
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    lineHeights: { small: 16, default: 20, medium: 20, large: 24, extraLarge: 32 },
    fontWeights: { lighter: 200, default: 400, bolder: 600 },
    containerStyles: {
      default: style('transparent'),
      emphasis: style(sunk),
      accent: style(washes[theme].accent),
      good: style(washes[theme].good),
      warning: style(washes[theme].warning),
      attention: style(washes[theme].attention),
    },
    actions: { maxActions: 6, buttonSpacing: 8, spacing: 'default', actionAlignment: 'left', allowTitleToWrap: true },
    inputs: {
      label: { inputSpacing: 'small', requiredInputs: { weight: 'bolder' }, optionalInputs: { weight: 'bolder' } },
    },
  };
}

/** As far as it decides what fits, Teams' own style sheet: its messages break long words (Fluent UI's chat message). */
const css = (theme: Theme) => {
  const { ink, back, line, accent, sunk } = themes[theme];
  return `
  body { margin: 8px; background: ${sunk}; color: ${ink}; font: 14px 'Segoe UI', 'Open Sans', 'Noto Sans', sans-serif }
  .frame { margin-bottom: 16px; background: ${back}; border: 1px solid ${line}; border-radius: 4px; box-sizing: border-box; word-break: break-word }
  .frame h1 { margin: 12px 16px 0; font-size: 18px; overflow-wrap: anywhere }
  .ac-pushButton { font: inherit; font-weight: 600; padding: 5px 12px; border-radius: 4px; border: 1px solid ${line}; background: ${back}; color: ${ink} }
  .ac-pushButton.style-positive { background: ${accent}; color: ${back}; border-color: ${accent} }
  .ac-pushButton.style-destructive { color: ${signals[theme].attention}; border-color: ${signals[theme].attention} }
  .ac-actionSet { flex-wrap: wrap; row-gap: 8px }
  input, select, textarea { font: inherit; color: ${ink}; background: ${sunk}; border: 1px solid ${line}; border-radius: 4px; padding: 5px 8px; box-sizing: border-box; max-width: 100% }
  .ac-input.ac-textInput, .ac-input.ac-multichoiceInput { width: 100% }`;
};

/** A card as it is sent, and the title of the dialog around it. */
export interface Drawing {
  name: string;
  card: unknown;
  title?: string;
}

/** What went wrong in the drawing of one card, and all of its text. */
export interface Drawn {
  name: string;
  faults: string[];
  text: string;
}

/** Runs in the page. */
function drawAll(drawings: Drawing[], config: unknown): Drawn[] {
  // The renderer is a script of the page.
  const { AdaptiveCards: AC } = globalThis as unknown as { AdaptiveCards: typeof import('adaptivecards') };
  const frames = drawings.map(({ name, card: json, title }) => {
    const faults: string[] = [];
    AC.AdaptiveCard.onProcessMarkdown = (text: string, result: { didProcess: boolean }) => {
      if (/[*_`[\]<>~#]/.test(text)) faults.push(`read as Markdown: ${text}`);
      result.didProcess = false;
    };
    const card = new AC.AdaptiveCard();
    card.hostConfig = new AC.HostConfig(config);
    card.parse(json);
    const frame = document.createElement('div');
    frame.className = 'frame';
    frame.dataset.name = name;
    if (title) frame.append(Object.assign(document.createElement('h1'), { textContent: title }));
    frame.append(card.render() ?? 'nothing');
    document.body.append(frame);
    return { name, frame, faults };
  });
  // Once all stand there: to measure each as it comes would lay out the whole page anew for each.
  return frames.map(({ name, frame, faults }) => {
    const room = frame.getBoundingClientRect();
    for (const element of frame.querySelectorAll<HTMLElement>('*')) {
      const { left, right, width } = element.getBoundingClientRect();
      if (width === 0) continue;
      const said = (element.textContent ?? '').slice(0, 40);
      if (right > room.right + 1 || left < room.left - 1) faults.push(`over the edge: ${element.className} ${said}`);
      // What a person types in scrolls, as it should.
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)) continue;
      const hides = getComputedStyle(element).overflow !== 'visible';
      const isCut = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
      if (hides && isCut && element.clientWidth > 0) faults.push(`cut: ${element.className} ${said}`);
    }
    return { name, faults: [...new Set(faults)], text: frame.textContent ?? '' };
  });
}

/** Draws cards below one another, as wide as `width` lets them be. */
export async function drawn(
  browser: Contexts,
  drawings: Drawing[],
  theme: Theme,
  width: number,
): Promise<{ page: Page; results: Drawn[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  await page.setContent(
    `<!doctype html><html lang="en"><meta charset="utf-8"><style>${css(theme)}</style><body></body></html>`,
  );
  await page.addScriptTag({ path: require.resolve('adaptivecards/dist/adaptivecards.min.js') });
  const results = await page.evaluate(
    ([source, all, config]) => new Function(`return (${source})`)()(all, config) as Drawn[],
    [drawAll.toString(), drawings, hostConfig(theme)] as const,
  );
  return { page, results };
}
