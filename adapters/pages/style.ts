import { variables } from '../../src/ui/looks.ts';

/** The one style sheet of the pages. */
export const style = `${variables}
*, ::before, ::after { box-sizing: border-box; }
html { font: 100%/1.5 var(--sans); }
body {
  margin: 0; min-height: 100vh; display: flex; flex-direction: column;
  background: var(--ground); color: var(--ink); font-size: var(--lead); overflow-wrap: break-word;
}
.skip { position: absolute; left: -999rem; }
.skip:focus { left: .5rem; top: .5rem; padding: .5rem 1rem; background: var(--surface); z-index: 1; }
header, main, footer { width: 100%; max-width: 33rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: clamp(1.25rem, 6vh, 4rem); padding-bottom: 1.25rem; display: flex; align-items: center; gap: .75rem; }
.mark {
  flex: none; width: 2.5rem; height: 2.5rem; border-radius: .625rem; display: grid; place-items: center;
  background: var(--accent); color: var(--accent-ink); font-weight: 700; font-size: var(--head);
}
.school { margin: 0; font-weight: 650; font-size: var(--lead); line-height: 1.3; }
.card {
  background: var(--surface); border: 1px solid var(--line); border-radius: 1rem;
  padding: clamp(1.25rem, 5vw, 2.25rem); box-shadow: 0 1px 2px rgb(16 30 45 / .05), 0 8px 28px rgb(16 30 45 / .06);
}
h1 { margin: 0 0 .75rem; font-size: var(--title); line-height: 1.2; letter-spacing: -.01em; text-wrap: balance; }
p { margin: 0 0 1rem; }
.card > :last-child { margin-bottom: 0; }
.after { margin: 1.5rem 0 0; padding-top: 1.25rem; border-top: 1px solid var(--line); color: var(--muted); }
.lead { color: var(--muted); }
a { color: var(--accent); text-underline-offset: .15em; }
a:hover { color: var(--accent-strong); text-decoration-thickness: .125em; }
:focus-visible { outline: 3px solid var(--ring); outline-offset: 2px; border-radius: .25rem; }
dl { margin: 0 0 1.5rem; padding: .75rem 1rem; border-radius: .625rem; background: var(--ground); }
dt { font-size: var(--text); color: var(--muted); }
dd { margin: 0; font-weight: 600; }
.copied { font-family: var(--mono); font-weight: 400; overflow-wrap: anywhere; user-select: all; -webkit-user-select: all; }
.field { margin: 0 0 1.375rem; }
label { display: block; font-weight: 600; margin-bottom: .25rem; }
.hint { margin: 0 0 .5rem; font-size: var(--text); color: var(--muted); }
.error { margin: 0 0 .5rem; font-weight: 600; color: var(--danger); }
.error::before { content: '▲ '; content: '▲ ' / ''; font-size: .75em; }
.field input {
  display: block; width: 100%; min-height: 3rem; padding: .5rem .875rem; font: inherit; color: inherit;
  background: var(--surface); border: 1.5px solid var(--edge); border-radius: .625rem;
}
.field input:focus-visible { outline-offset: 1px; border-radius: .625rem; }
.field input[aria-invalid='true'] { border: 2px solid var(--danger); }
.button {
  display: inline-block; min-height: 3rem; padding: .6875rem 1.5rem; font: inherit; font-weight: 650; line-height: 1.5;
  color: var(--accent-ink); background: var(--accent); border: 1px solid transparent; border-radius: .625rem;
  text-decoration: none; cursor: pointer;
}
.button:hover { background: var(--accent-strong); color: var(--accent-ink); }
.button.quiet { color: var(--accent); background: transparent; border-color: var(--edge); }
.button.quiet:hover { color: var(--accent-strong); border-color: var(--accent-strong); }
.choices { display: flex; flex-wrap: wrap; gap: .75rem; }
.button:focus-visible { border-radius: .625rem; }
.summary { margin: 0 0 1.5rem; padding: 1rem 1.125rem; border: 2px solid var(--danger); border-radius: .625rem; background: var(--danger-wash); }
.summary h2 { margin: 0 0 .25rem; font-size: var(--lead); }
.summary ul { margin: 0; padding: 0; list-style: none; }
.summary a { color: var(--danger); font-weight: 600; }
.hide { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.done { display: grid; place-items: center; width: 3rem; height: 3rem; margin: 0 0 1rem; border-radius: 50%; background: var(--good); color: var(--surface); }
.strength { margin: .625rem 0 0; font-size: var(--text); min-height: 1.5em; }
.bars { display: grid; grid-template-columns: repeat(4, 1fr); gap: .25rem; margin-top: .625rem; }
.bars i { height: .375rem; border-radius: 1rem; background: var(--line); }
.bars[data-score='1'] i:nth-child(-n+1), .bars[data-score='0'] i:nth-child(-n+1) { background: var(--danger); }
.bars[data-score='2'] i:nth-child(-n+2) { background: var(--warning); }
.bars[data-score='3'] i:nth-child(-n+3), .bars[data-score='4'] i { background: var(--good); }
[hidden] { display: none !important; }
.toggle { display: flex; align-items: center; gap: .625rem; margin: 0 0 1.5rem; min-height: 1.5rem; font-weight: 400; }
.toggle input { width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--accent); }
h2 { margin: 2rem 0 .5rem; font-size: var(--head); line-height: 1.3; }
.said { padding: .75rem 1rem; border: 1.5px solid var(--good); border-radius: .625rem; font-weight: 600; }
.rows { margin: 0 0 1rem; padding: 0; list-style: none; }
.rows li { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between; padding: .75rem 0; border-top: 1px solid var(--line); }
.ways { margin: 0 0 1.5rem; padding: 0; list-style: none; }
.ways a { display: flex; justify-content: space-between; gap: 1rem; padding: .75rem 0; border-top: 1px solid var(--line); font-weight: 600; text-decoration: none; }
.ways a::after { content: '→'; content: '→' / ''; }
.ways a:hover { text-decoration: underline; }
.rows p { margin: 0; flex: 1 1 14rem; }
summary { color: var(--accent); font-weight: 600; cursor: pointer; }
details form { margin: 1.25rem 0; }
.steps { margin: 0 0 1rem; padding-left: 1.25rem; }
.steps li { margin-bottom: .375rem; }
.qr { max-width: 13rem; margin: 0 0 1.25rem; padding: .25rem; border: 1px solid var(--line); border-radius: .625rem; background: #ffffff; color: #000000; }
.qr svg { display: block; width: 100%; height: auto; }
.secret, .codes { font-family: var(--mono); }
.codes { columns: 2 9rem; margin: 0 0 1rem; padding: .75rem 1rem; border-radius: .625rem; background: var(--ground); list-style: none; font-size: var(--lead); line-height: 2; }
footer { margin-top: 1.5rem; padding-bottom: 2rem; font-size: var(--text); color: var(--muted); }
footer p { margin: 0 0 .25rem; }
@media (forced-colors: active) {
  .mark, .done, .button { border: 1px solid; }
  .bars { display: none; }
}
@media print { .skip { display: none; } }
`;
