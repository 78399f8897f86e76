import { variables } from '../../../src/ui/looks.ts';

/** The frame of the page, the side. */
export const base = `${variables}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html, body { height: 100%; }
body {
  margin: 0; display: flex; flex-direction: column; background: var(--ground); color: var(--ink);
  font: var(--text)/1.5 var(--sans); -webkit-text-size-adjust: 100%; text-rendering: optimizeLegibility;
}
button, input, select, textarea { font: inherit; color: inherit; }
button { cursor: pointer; }
h1, h2, h3, p, ul, ol { margin: 0; padding: 0; }
ul, ol { list-style: none; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--ring); outline-offset: 2px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -99em; }
.skip:focus { left: 12px; top: 10px; z-index: 9; padding: 6px 12px; border-radius: 8px; background: var(--surface); }

.top {
  display: flex; align-items: center; gap: 12px; padding: 12px 22px;
  border-bottom: 1px solid var(--line); background: var(--surface);
}
.mark {
  display: grid; place-items: center; width: 30px; height: 30px; border-radius: 9px; flex: none;
  background: var(--accent); color: var(--accent-ink); font: 600 var(--head)/1 var(--sans);
}
.top h1 { font: 600 var(--head)/1.25 var(--sans); letter-spacing: -0.005em; }
.where { margin-left: auto; font-size: var(--small); color: var(--muted); text-align: right; }

.frame { flex: 1; min-height: 0; display: grid; grid-template-columns: 272px minmax(0, 1fr); }
.side { overflow-y: auto; padding: 20px 14px; border-right: 1px solid var(--line); background: var(--ground); }
.side legend, .side h2 {
  padding: 0 10px; margin-bottom: 6px; font-size: var(--small); line-height: 18px; font-weight: 600; color: var(--muted); letter-spacing: 0.02em;
}
.people { margin: 0 0 22px; padding: 0; border: 0; }
.choices { display: grid; gap: 2px; }
.person {
  position: relative; display: flex; align-items: center; gap: 11px; padding: 7px 10px; border-radius: 10px; cursor: pointer;
}
.person input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
.person:hover, .chat:hover { background: color-mix(in srgb, var(--ink) 5%, transparent); }
.person:has(:checked) { background: var(--surface); box-shadow: 0 0 0 1px var(--line), var(--shadow); }
.person:has(:focus-visible) { outline: 2px solid var(--ring); outline-offset: 1px; }
.who { min-width: 0; display: grid; line-height: 1.3; }
.who .name { font-weight: 600; font-size: var(--text); }
.about { font-size: var(--small); color: var(--muted); }
.who span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }

.avatar {
  display: grid; place-items: center; width: 36px; height: 36px; border-radius: 50%; flex: none;
  font-size: var(--small); font-weight: 600; letter-spacing: 0.02em; background: hsl(var(--hue) 30% 85%); color: hsl(var(--hue) 45% 22%);
}
.avatar { --hue: 200; }
.avatar[data-hue="1"] { --hue: 262; } .avatar[data-hue="2"] { --hue: 32; }
.avatar[data-hue="3"] { --hue: 140; } .avatar[data-hue="4"] { --hue: 342; }
.avatar.bot { border-radius: 11px; background: var(--accent); color: var(--accent-ink); font: 600 var(--head)/1 var(--sans); }
@media (prefers-color-scheme: dark) {
  .avatar:not(.bot) { background: hsl(var(--hue) 18% 27%); color: hsl(var(--hue) 45% 86%); }
}

.side nav ul { display: grid; gap: 2px; }
.chat {
  display: flex; align-items: center; gap: 11px; width: 100%; min-height: 38px; padding: 6px 12px; border: 0; border-radius: 10px;
  background: none; text-align: left; font-size: var(--text);
}
.sign { display: grid; color: var(--muted); }
.chat .label { flex: 1; }
.chat[aria-current="page"] { background: var(--accent-wash); color: var(--accent); font-weight: 600; }
.chat[aria-current="page"] .sign { color: inherit; }
.sites { margin-top: 22px; }
.sites .all { display: none; }
.site { display: block; padding: 6px 12px; border-radius: 10px; color: inherit; text-decoration: none; font-size: var(--text); line-height: 1.4; }
.site::after { content: "\\00a0↗"; content: "\\00a0↗" / ""; color: var(--muted); }
.site:hover { background: color-mix(in srgb, var(--ink) 5%, transparent); }
.count {
  min-width: 21px; padding: 0 6px; border-radius: 11px; background: var(--accent); color: var(--accent-ink);
  font-size: var(--small); font-weight: 600; line-height: 21px; text-align: center;
}
main { min-width: 0; min-height: 0; display: grid; background: var(--ground); }

@media (max-width: 760px) {
  .top { padding: 9px 14px; gap: 10px; }
  .top h1 { font-size: var(--text); }
  .where { font-size: var(--small); }
  .frame { display: flex; flex-direction: column; }
  main { flex: 1; }
  .side { flex: none; display: grid; grid-template-columns: minmax(0, 1fr) auto; padding: 8px 10px 0; border-right: 0; border-bottom: 1px solid var(--line); overflow: visible; }
  .people { grid-column: 1 / -1; margin-bottom: 6px; min-width: 0; }
  .people legend, .side h2 { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .choices { display: flex; gap: 4px; overflow-x: auto; padding: 2px; scrollbar-width: none; }
  .person { flex: none; padding: 4px; gap: 8px; }
  .person:has(:checked) { padding-right: 12px; }
  /* Not seen, and still what the choice is called. */
  .person:not(:has(:checked)) .who { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .person .avatar { width: 34px; height: 34px; }
  .side nav ul { display: flex; gap: 2px; overflow-x: auto; scrollbar-width: none; }
  .side nav li { min-width: 0; }
  .chat { padding: 6px 9px 8px; gap: 6px; border-radius: 0; white-space: nowrap; font-size: var(--text); min-height: 40px; border-bottom: 2px solid transparent; }
  .sites { margin: 0; }
  .sites .each { display: none; }
  .sites .all { display: block; }
  .site { padding: 9px 6px; white-space: nowrap; }
  .chat[aria-current="page"] { background: none; border-bottom-color: var(--accent); }
}
@media (max-width: 400px) { .where { display: none; } .sign { display: none; } .site::after { content: none; } }
@media (prefers-reduced-motion: reduce) { *, ::before, ::after { animation-duration: 0.01ms !important; transition: none !important; } }
`;
