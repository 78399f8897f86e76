/**
 * Sends a form once, however fast its button is pressed: of two the browser waits for the second alone, and what the first did is then done
 * already. After a while another is sent, for the first may have got lost. And a page that is the answer to another address it puts at its own,
 * where it can be opened again. Plain JavaScript, as the other script of the pages.
 */
export const onceScript = `
'use strict';
(() => {
  let sentAt = -Infinity;
  document.addEventListener('submit', (event) => {
    if (performance.now() - sentAt < 10000) return event.preventDefault();
    sentAt = performance.now();
  });
  const own = document.querySelector('link[rel="canonical"]');
  if (own) {
    const { pathname, search } = new URL(own.href);
    history.replaceState(history.state, '', pathname + search);
  }
  // Back on it by the browser's own way.
  addEventListener('pageshow', () => {
    sentAt = -Infinity;
  });
})();
`;
