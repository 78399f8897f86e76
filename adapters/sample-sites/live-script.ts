/**
 * Shows what has changed without being asked: the page as it is now takes the place of what is seen. By asking again and
 * again rather than by an open stream, of which a browser allows six to one server, fewer than there are sites.
 */
export const script = `
(() => {
  const { now, seen } = document.currentScript.dataset;
  let last = seen;
  let busy = false;

  async function look() {
    if (busy || document.visibilityState !== 'visible') return;
    busy = true;
    try {
      const state = await (await fetch(now, { cache: 'no-store' })).text();
      if (state !== last) {
        const answer = await fetch(location.pathname, { cache: 'no-store' });
        if (answer.ok) {
          show(new DOMParser().parseFromString(await answer.text(), 'text/html'));
          last = state;
        }
      }
    } catch {
      // The server is away; the next look may find it.
    }
    busy = false;
  }

  function show(next) {
    const [from, to] = [next.getElementById('now'), document.getElementById('now')];
    if (!from || from.innerHTML === to.innerHTML) return;
    to.innerHTML = from.innerHTML;
    // A screen reader is where the news is.
    if (to.querySelector('.notice')) document.getElementById('content').focus({ preventScroll: true });
  }

  setInterval(look, 1000);
  document.addEventListener('visibilitychange', look);
})();
`;
