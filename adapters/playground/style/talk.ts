/** The conversation and the box to type in. */
export const talk = `
#talk { min-width: 0; min-height: 0; display: flex; flex-direction: column; }
.place { display: flex; align-items: baseline; gap: 6px 14px; flex-wrap: wrap; padding: 15px 28px 13px; border-bottom: 1px solid var(--line); }
.place h2 { font-size: var(--lead); line-height: 22px; font-weight: 600; }
.place p { font-size: var(--small); color: var(--muted); }
.offline { padding: 6px 28px; background: var(--warning-wash); color: var(--warning); font-size: var(--small); }
.scroll { flex: 1; min-height: 0; overflow-y: auto; padding: 8px 28px 12px; scroll-padding: 20px; }
.scroll:focus-visible { outline-offset: -3px; }
.messages, .working, .composer { max-width: 860px; margin-inline: auto; width: 100%; }
.day { display: flex; align-items: center; gap: 14px; margin: 20px 0 10px; font-size: var(--small); color: var(--muted); }
.day::before, .day::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
.message { display: flex; gap: 13px; padding: 9px 0; }
.message:focus { outline: none; }
.body { flex: 1; min-width: 0; }
.head { display: flex; align-items: baseline; flex-wrap: wrap; gap: 0 9px; line-height: 20px; }
.head b { font-weight: 600; }
.head time { font-size: var(--small); color: var(--muted); font-variant-numeric: tabular-nums; }
.head .private { font-size: var(--small); color: var(--muted); padding-left: 10px; border-left: 1px solid var(--edge); }
.said { margin-top: 1px; overflow-wrap: anywhere; white-space: pre-wrap; }
.working { display: flex; align-items: center; gap: 12px; padding: 8px 0 6px 49px; font-size: var(--small); color: var(--muted); }
.dots { display: inline-flex; gap: 4px; }
.dots i { width: 6px; height: 6px; border-radius: 50%; background: var(--muted); animation: breathe 1.2s infinite ease-in-out; }
.dots i:nth-child(2) { animation-delay: 0.15s; } .dots i:nth-child(3) { animation-delay: 0.3s; }
@keyframes breathe { 0%, 70%, 100% { opacity: 0.25; } 35% { opacity: 1; } }

.welcome { max-width: 860px; margin: 7vh auto 0; }
.welcome h3 { font: 600 var(--title)/1.25 var(--sans); letter-spacing: -0.01em; }
.welcome p { margin-top: 6px; color: var(--muted); }
.welcome ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 10px; margin: 26px 0 12px; }
.welcome .card { max-width: none; margin: 16px 0 22px; }
.welcome[data-place="approvals"] :is(ul, .card) { display: none; }
.first {
  display: grid; gap: 3px; align-content: start; width: 100%; height: 100%; padding: 13px 18px; text-align: left;
  border: 1px solid var(--line); border-radius: 12px; background: var(--surface); box-shadow: var(--shadow);
}
.first:hover { border-color: var(--edge); }
.first code { font: var(--small)/1.6 var(--mono); color: var(--accent); }
.unused .chips { display: none; }
.chip code { font: inherit; }
.composer:has(#line:placeholder-shown) .popup { display: none; }
.composer { position: relative; padding: 6px 28px 22px; max-width: 916px; }
.box { position: relative; display: flex; align-items: center; border: 1px solid var(--edge); border-radius: 14px; background: var(--surface); box-shadow: var(--shadow); }
.box:focus-within { border-color: var(--ring); box-shadow: 0 0 0 1px var(--ring), var(--shadow); }
#line { flex: 1; min-width: 0; height: 50px; padding: 0 6px 0 18px; border: 0; outline: 0; background: none; font-size: var(--lead); }
#line::placeholder { color: var(--muted); opacity: 1; }
.send { display: grid; place-items: center; width: 38px; height: 38px; margin-right: 6px; border: 0; border-radius: 10px; background: var(--accent); color: var(--accent-ink); }
.send:hover { background: color-mix(in srgb, var(--accent) 88%, var(--ink)); }
.chips { display: flex; flex-wrap: nowrap; gap: 7px; margin-bottom: 9px; padding: 2px; overflow-x: auto; scrollbar-width: none; }
.chip {
  flex: none; min-height: 30px; padding: 3px 12px; border: 1px solid var(--line); border-radius: 15px; background: var(--surface);
  color: var(--muted); font: var(--small)/1.7 var(--mono); white-space: nowrap;
}
.chip:hover { color: var(--accent); border-color: var(--edge); }
.trouble { margin-bottom: 8px; padding: 8px 14px; border-radius: 10px; background: var(--danger-wash); color: var(--danger); font-size: var(--text); }

.popup {
  position: absolute; inset: auto 0 calc(100% + 8px); z-index: 3; overflow: hidden;
  border: 1px solid var(--line); border-radius: 14px; background: var(--surface); box-shadow: var(--high);
}
.reminder { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 14px; padding: 9px 18px; background: var(--sunk); }
.reminder:empty { display: none; }
.suggestions { max-height: min(372px, 50vh); overflow-y: auto; padding: 6px; }
.suggestions:empty { display: none; }
.suggestions li, .found li { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 14px; padding: 7px 12px; border-radius: 9px; cursor: pointer; }
.suggestions li:hover, .found li:hover { background: var(--sunk); }
.suggestions [aria-selected="true"], .found [aria-selected="true"] { background: var(--accent-wash); box-shadow: inset 3px 0 var(--accent); }
.usage { font: var(--small)/1.6 var(--mono); color: var(--accent); overflow-wrap: anywhere; }
.suggestions .name, .found .name { font-weight: 600; }
.hint { font-size: var(--small); color: var(--muted); overflow-wrap: anywhere; }

@media (max-width: 760px) {
  .place { display: none; }
  .scroll { padding: 0 14px 8px; }
  .composer { padding: 4px 12px 12px; }
  .offline { padding: 6px 14px; }
  .welcome { margin-top: 22px; }
  .welcome h3 { font-size: var(--head); }
  .welcome ul { gap: 8px; margin-top: 16px; }
  .message { gap: 10px; }
  .message > .avatar { width: 30px; height: 30px; font-size: var(--small); border-radius: 50%; }
  .message > .avatar.bot { border-radius: 9px; font-size: var(--lead); }
  .working { padding-left: 40px; }
}
`;
