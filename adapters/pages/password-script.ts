/**
 * Says at once how strong a password is, and lets it be seen. The page does all it must without this. Plain JavaScript for
 * every browser of the last years; it asks the server, which alone knows the rules.
 */
export const script = `
'use strict';
(() => {
  const form = document.querySelector('form[data-strength]');
  if (!form) return;
  const password = form.querySelector('#password');
  const again = form.querySelector('#again');
  const says = form.querySelector('#strength');
  const bars = form.querySelector('.bars');
  let asked = 0;
  let timer;

  async function ask() {
    const mine = ++asked;
    const typed = password.value;
    if (typed === '') return show('', '');
    try {
      const response = await fetch('/password/strength', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ password: typed, token: form.dataset.strength }),
      });
      if (mine !== asked) return;
      if (!response.ok) return show('', '');
      const { score, sentence } = await response.json();
      show(sentence, String(score));
    } catch {
      if (mine === asked) show('', '');
    }
  }

  function show(sentence, score) {
    says.textContent = sentence;
    bars.dataset.score = score;
  }

  bars.hidden = false;
  password.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 250);
  });

  const toggle = form.querySelector('.toggle');
  const box = toggle.querySelector('input');
  toggle.hidden = false;
  box.addEventListener('change', () => {
    for (const field of [password, again]) field.type = box.checked ? 'text' : 'password';
  });
  // A password that is shown as text would be kept among what was typed before.
  form.addEventListener('submit', () => {
    for (const field of [password, again]) field.type = 'password';
  });
})();
`;
