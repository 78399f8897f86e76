import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Expects of what is on a page now that axe-core has nothing against it, and of its words that none is broken. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  // As a script of the page its own policy would refuse it. It is half a megabyte, and stays for as long as the page does.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResults;
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) =>
      [id, help, target.join(' '), failureSummary?.split('\n').at(1)?.trim()].join(' | '),
    ),
  );
  expect({ what, found, broken: await page.evaluate(brokenWords) }).toEqual({ what, found: [], broken: [] });
}

/** Words that a person would read on two lines; what has no place to break, such as a link's secret, may. */
function brokenWords(): string[] {
  const longest = 24;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const broken: string[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    // What is for screen readers alone takes no room.
    if (
      !element?.checkVisibility({ visibilityProperty: true }) ||
      element.offsetWidth < 4 ||
      element.closest('script, style, pre, code, .unseen')
    )
      continue;
    for (const { 0: word, index } of (node.textContent ?? '').matchAll(/[^\s@/\u2011-\u2015-]+/g)) {
      if (word.length > longest) continue;
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const lines = new Set(
        [...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top)),
      );
      if (lines.size > 1) broken.push(word);
    }
  }
  return broken;
}

/** As who needs more room between letters, words and lines sets it (WCAG 1.4.12). */
export const spaced = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }`;
