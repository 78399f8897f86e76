/** The mailbox. */
export const mail = `
#mail { min-width: 0; min-height: 0; display: grid; grid-template-columns: minmax(250px, 340px) minmax(0, 1fr); }
.mail-list { min-height: 0; display: flex; flex-direction: column; border-right: 1px solid var(--line); }
.mail-list .place { display: block; padding-inline: 22px; }
.mails { overflow-y: auto; flex: 1; min-height: 0; }
.mail {
  display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 1px 12px; width: 100%; padding: 12px 22px; border: 0;
  border-bottom: 1px solid var(--line); background: none; text-align: left;
}
.mail:hover { background: var(--sunk); }
.mail:focus-visible { outline-offset: -3px; }
.mail[aria-current="true"] { background: var(--accent-wash); box-shadow: inset 3px 0 var(--accent); }
.mail-to { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: var(--small); color: var(--muted); }
.mail time { font-size: var(--small); color: var(--muted); line-height: 22px; }
.mail-subject { grid-column: 1 / -1; }
.mail.new .mail-subject { font-weight: 600; }
.mail.new .mail-subject::before { content: ""; display: inline-block; width: 8px; height: 8px; margin-right: 8px; border-radius: 50%; background: var(--accent); }
.mail-pane { min-width: 0; min-height: 0; display: flex; flex-direction: column; background: var(--surface); }
.mail-pane header { padding: 20px 28px 16px; border-bottom: 1px solid var(--line); }
.mail-pane h3 { font: 600 var(--head)/1.3 var(--sans); }
.lines { margin: 6px 0 14px; font-size: var(--small); color: var(--muted); overflow-wrap: anywhere; }
.switch { display: inline-flex; border: 1px solid var(--edge); border-radius: 9px; overflow: clip; overflow-clip-margin: 6px; }
.switch button { min-height: 32px; padding: 3px 14px; border: 0; background: none; font-size: var(--small); }
.switch button[aria-pressed="true"] { background: var(--accent); color: var(--accent-ink); font-weight: 600; }
.switch button:first-child { border-radius: 8px 0 0 8px; } .switch button:last-child { border-radius: 0 8px 8px 0; }
.mail-html { flex: 1; min-height: 320px; width: 100%; border: 0; background: #fff; color-scheme: light; }
.mail-text { flex: 1; margin: 0; padding: 22px 28px; overflow: auto; font: var(--small)/1.6 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; }
.empty { padding: 22px; color: var(--muted); }
.mail-pane > .empty { margin: auto; }
/* There is nothing to choose yet. */
.mail-list:has(.empty) + .mail-pane > .empty { display: none; }
@media (max-width: 760px) {
  #mail { display: flex; flex-direction: column; overflow-y: auto; }
  .mail-list { border-right: 0; flex: none; max-height: 42%; }
  .mail-list .place { display: none; }
  .mail { padding: 10px 16px; }
  .mail-pane { flex: 1 0 auto; border-top: 1px solid var(--line); }
  .mail-pane header { padding: 14px 16px 12px; }
  .mail-text { padding: 16px; }
}
`;
