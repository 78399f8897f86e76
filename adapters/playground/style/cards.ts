/** Cards: what the renderer leaves to the page, and the menu behind More. */
export const cards = `
.card {
  position: relative; max-width: 780px; margin-top: 7px; padding: 16px 20px 18px; overflow-wrap: break-word;
  border: 1px solid var(--line); border-radius: 4px 14px 14px 14px; background: var(--surface); box-shadow: var(--shadow);
}
.message.private .card { border-style: dashed; border-color: var(--edge); box-shadow: none; }
.card:not([data-tone="plain"])::before { content: ""; position: absolute; inset: 12px auto 12px 0; width: 3px; border-radius: 0 3px 3px 0; }
.card[data-tone="good"]::before { background: var(--good); }
.card[data-tone="attention"]::before { background: var(--warning); }
.card[data-tone="problem"]::before { background: var(--danger); }
.ac-adaptiveCard { padding: 0 !important; }
.ac-richTextBlock { overflow: visible !important; }
.ac-adaptiveCard > .ac-horizontal-separator + .ac-actionSet, .ac-adaptiveCard .ac-actionSet { overflow: visible; }
.ac-actionSet, .ac-actionSet div { overflow: visible !important; }
/* The strip of buttons: the renderer keeps it in one line. */
div:has(> .ac-pushButton) { flex-wrap: wrap !important; gap: 8px; }
.ac-columnSet { gap: 0 4px; overflow: visible !important; }
.ac-adaptiveCard > .ac-columnSet:first-child { flex-wrap: wrap; }
.ac-adaptiveCard > .ac-columnSet:first-child > div:first-child { flex: 1 1 auto !important; }

.ac-pushButton, .button {
  display: inline-flex; align-items: center; justify-content: center; min-height: 36px; padding: 6px 15px; border: 1px solid var(--edge);
  border-radius: 9px; background: var(--surface); color: var(--ink); font-size: var(--text); font-weight: 600; line-height: 1.35; text-align: center;
}
.ac-pushButton:hover, .button:hover { border-color: var(--ink); background: color-mix(in srgb, var(--ink) 4%, var(--surface)); }
.ac-pushButton.style-positive, .button.primary { border-color: var(--accent); background: var(--accent); color: var(--accent-ink); }
.ac-pushButton.style-positive:hover, .button.primary:hover { background: color-mix(in srgb, var(--accent) 88%, var(--ink)); }
.ac-pushButton.style-destructive { border-color: color-mix(in srgb, var(--danger) 70%, transparent); color: var(--danger); }
.ac-pushButton.style-destructive:hover { border-color: var(--danger); background: var(--danger-wash); }
.ac-pushButton[aria-haspopup="menu"]::after { content: ""; width: 6px; height: 6px; margin: -3px 1px 0 9px; border: solid currentColor; border-width: 0 1.6px 1.6px 0; transform: rotate(45deg); }
[aria-busy="true"] .ac-pushButton, [aria-busy="true"] .button { opacity: 0.5; cursor: progress; }

/* The labels' column is as wide as its longest label, to two fifths; the renderer has made each line a row of its own. */
.facts { display: grid !important; grid-template-columns: fit-content(40%) minmax(0, 1fr); gap: 6px 18px; }
.facts > .ac-columnSet { display: contents !important; }
.facts > .ac-horizontal-separator, .facts > .ac-columnSet > .ac-vertical-separator { display: none !important; }
.facts .ac-container { width: auto !important; min-width: 0; }

/* A list of people or events. */
.ac-container > .ac-columnSet:has(.ac-pushButton) { padding-block: 4px !important; }
.ac-container > .ac-columnSet .ac-pushButton { min-height: 32px; padding: 3px 12px; font-size: var(--small); font-weight: 500; border-color: var(--line); }
.ac-container > .ac-columnSet .ac-pushButton:hover { border-color: var(--edge); }
.ac-container > .ac-columnSet .ac-pushButton[aria-haspopup="menu"] { padding-inline: 10px; }
.ac-container > .ac-columnSet .ac-pushButton[aria-haspopup="menu"] > div { width: 1px; height: 1px; clip-path: inset(50%); }
.ac-container > .ac-columnSet .ac-pushButton[aria-haspopup="menu"]::after { margin: -3px 2px 0; }

/* What stands for a person; what rows are compared by, below one another. */
.initials { align-items: center; height: 34px; border-radius: 50%; background: var(--accent-wash); }
.initials span { color: var(--accent) !important; font-weight: 600 !important; letter-spacing: 0.02em; }
.beside { width: 104px !important; font-variant-numeric: tabular-nums; }
.beside ~ .beside { width: 88px !important; }
.beside ~ .beside ~ .beside { width: 148px !important; }
/* A row that is pressed: its first button lies over all of it, and is not seen but by its row. */
.opens { position: relative; border-radius: 9px; }
.opens:hover { background: color-mix(in srgb, var(--accent) 6%, transparent); box-shadow: 0 0 0 4px color-mix(in srgb, var(--accent) 6%, transparent); }
.opens:has(.ac-pushButton:first-child:focus-visible) { outline: 2px solid var(--ring); outline-offset: 3px; }
.opens .ac-pushButton:first-child { position: absolute; inset: 0; width: 100%; min-height: 0; margin: 0 !important; opacity: 0; }
.opens .ac-pushButton:not(:first-child) { position: relative; z-index: 1; }

[role="table"] { font-variant-numeric: tabular-nums; }
[role="table"] > [role="row"] { padding-bottom: 8px !important; border-bottom: 1px solid var(--line); }
[role="table"] > [role="row"]:last-child { padding-bottom: 0 !important; border-bottom: 0; }
[role="columnheader"] span { color: var(--muted) !important; }
[role="table"] > [role="row"] > .ac-container + .ac-container { margin-left: 16px !important; }

/* A picture is drawn once for all chats, on white. */
.ac-image { border-radius: 8px; }
@media (prefers-color-scheme: dark) { .ac-image { filter: brightness(0.84); } }

/* The two parts of a progress bar. */
.ac-columnSet > .ac-container:empty { padding: 0 !important; border-radius: 4px; }
.ac-columnSet:has(> .ac-container:empty) { gap: 0; border-radius: 4px; background: var(--sunk); }

.menu {
  position: fixed; z-index: 20; min-width: 176px; max-width: calc(100vw - 16px); padding: 6px; display: grid;
  border: 1px solid var(--line); border-radius: 12px; background: var(--surface); box-shadow: var(--high);
}
.menu button { min-height: 36px; padding: 6px 14px; border: 0; border-radius: 8px; background: none; text-align: left; font-size: var(--text); }
.menu button:hover, .menu button:focus { outline: none; background: var(--accent-wash); color: var(--accent); }
.menu button:focus-visible { outline: 2px solid var(--ring); outline-offset: -2px; }
.menu .danger { color: var(--danger); }
.menu .danger:hover, .menu .danger:focus { background: var(--danger-wash); color: var(--danger); }

.files { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 14px; }
.file {
  display: inline-flex; align-items: baseline; gap: 10px; min-height: 36px; padding: 7px 14px; border: 1px solid var(--line); border-radius: 9px;
  background: var(--ground); text-decoration: none; font-size: var(--text);
}
.file::before { content: ""; align-self: center; width: 9px; height: 12px; border: 1.5px solid currentColor; border-radius: 2px 5px 2px 2px; }
.file:hover { border-color: var(--edge); }
.file-name { font-weight: 600; }
.file-size { font-size: var(--small); color: var(--muted); }

@media (max-width: 430px) {
  /* A value below its label: beside it neither would have room for its words. */
  .facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .facts .ac-container + .ac-vertical-separator + .ac-container { margin-bottom: 8px !important; }
}
@media (max-width: 560px) {
  .card { padding: 13px 14px 15px; }
  .message:has(.card) .card { margin: 14px 0 0 -40px; border-top-left-radius: 14px; }
  /* The state below a title that leaves no room beside it begins where the title does. */
  .ac-adaptiveCard > .ac-columnSet:first-child { column-gap: 14px; }
  .ac-adaptiveCard > .ac-columnSet:first-child > .ac-vertical-separator { display: none !important; }
  .ac-adaptiveCard > .ac-columnSet:first-child .ac-richTextBlock { text-align: start !important; }
  /* Buttons below the words they belong to, not beside. */
  .ac-container > .ac-columnSet:has(.ac-pushButton) { flex-wrap: wrap; gap: 8px 10px; }
  .ac-container > .ac-columnSet:has(.ac-pushButton) > div:first-child { flex: 1 1 100% !important; }
  .ac-container > .ac-columnSet:has(.ac-pushButton) > .ac-vertical-separator { display: none !important; }
  /* What is compared, behind one another below the name. */
  .rows > .ac-columnSet, .rows > .ac-columnSet:has(.ac-pushButton) { flex-wrap: wrap; gap: 8px 14px; }
  .rows > .ac-columnSet > .initials, .rows > .ac-columnSet > .initials + .ac-vertical-separator { display: none !important; }
  .rows > .opens > .ac-selectable { flex: 1 1 calc(100% - 60px) !important; }
  .rows > .ac-columnSet > .beside { order: 1; width: auto !important; }
  .rows > .ac-columnSet > :has(+ .beside) { display: none !important; }
  /* The button that lies over all of it has no width, and would begin their line with a gap. */
  .rows > .opens > .ac-container:has(.ac-pushButton:only-child) { order: 2; }
  [role="table"] .ac-textRun { font-size: var(--small) !important; line-height: 18px; }
  [role="table"] > [role="row"] > .ac-container + .ac-container { margin-left: 8px !important; }
}
`;
