/** Sends what stands behind the `#` of the secret address, which browsers send to nobody, and takes it out of the address bar. */
export const openScript = `
'use strict';
(() => {
  const opening = document.querySelector('#opening');
  const wrong = document.querySelector('#wrong');

  async function open() {
    const secret = location.hash.slice(1);
    history.replaceState(null, '', location.pathname);
    const response = await fetch('open', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ secret }),
    }).catch(() => undefined);
    if (response && response.ok) return location.replace(opening.dataset.leadsTo);
    opening.hidden = true;
    wrong.hidden = false;
  }

  // Pasted into a page that is open already, only what stands behind the # changes, and nothing is loaded.
  addEventListener('hashchange', open);
  open();
})();
`;
