/** Forms. */
export const dialogs = `
.dialog {
  width: min(620px, calc(100vw - 24px)); max-height: min(860px, calc(100dvh - 32px)); padding: 0; overflow: hidden;
  border: 1px solid var(--line); border-radius: 18px; background: var(--surface); color: var(--ink); box-shadow: var(--high);
}
.dialog::backdrop { background: rgb(20 24 30 / 48%); }
.dialog > form { display: flex; flex-direction: column; max-height: inherit; }
.dialog header { display: flex; align-items: center; gap: 12px; padding: 18px 14px 14px 26px; }
.dialog h2 { flex: 1; font: 600 var(--head)/1.3 var(--sans); }
.close { width: 38px; height: 38px; border: 0; border-radius: 10px; background: none; color: var(--muted); font-size: var(--title); line-height: 1; }
.close:hover { background: var(--sunk); color: var(--ink); }
.fields { flex: 1; min-height: 0; overflow-y: auto; padding: 2px 26px 22px; scroll-padding: 24px 0 72px; }
.dialog footer { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 10px; padding: 14px 26px; border-top: 1px solid var(--line); background: var(--surface); }
.dialog footer .trouble { flex: 1 1 100%; margin: 0; }
[aria-invalid="true"].drop { border-color: var(--danger); box-shadow: inset 3px 0 var(--danger); }
.dialog .above { margin: 0 0 14px; }
.kept .link { padding: 4px 0; border: 0; background: none; color: var(--accent); text-decoration: underline; }
.asks { flex: 1 1 100%; display: flex; flex-wrap: wrap; justify-content: flex-end; align-items: center; gap: 10px; padding: 4px 0 12px; border-bottom: 1px solid var(--line); }
.asks .danger { border-color: var(--danger); color: var(--danger); }
.asks p { flex: 1 1 220px; font-weight: 600; }
.dialog .ac-container { overflow: visible; }

.ac-input-container { position: relative; }
.ac-textInput, .ac-input.ac-multichoiceInput, .drop {
  width: 100%; min-height: 42px; padding: 8px 12px; border: 1px solid var(--edge); border-radius: 9px;
  background: var(--surface); font-size: var(--lead); line-height: 24px;
}
.whom { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; padding: 6px 8px; }
.whom:focus-within { outline: 2px solid var(--ring); outline-offset: -1px; border-color: var(--ring); }
.whom > input { flex: 1 1 140px; min-width: 0; min-height: 28px; padding: 0 4px; border: 0; outline: 0; background: none; font-size: 16px; }
.whom > input::placeholder { color: var(--muted); opacity: 1; }
.chosen { display: contents; list-style: none; }
.chosen li {
  display: inline-flex; align-items: center; max-width: 100%; padding: 1px 2px 1px 10px; border: 1px solid var(--line);
  border-radius: 8px; background: var(--sunk); font-size: 15px; line-height: 24px;
}
.chosen li span { overflow-wrap: anywhere; }
.chosen button { width: 26px; height: 26px; border: 0; border-radius: 6px; background: none; color: var(--muted); font-size: 18px; line-height: 1; }
.chosen button:hover { color: var(--danger); }
textarea.ac-textInput { min-height: 92px; resize: vertical; }
.ac-textInput:focus-visible, .ac-multichoiceInput:focus-visible { outline: 2px solid var(--ring); outline-offset: -1px; border-color: var(--ring); }
.ac-textInput::placeholder { color: var(--muted); opacity: 1; }
[aria-invalid="true"].ac-textInput, [aria-invalid="true"].ac-multichoiceInput { border-color: var(--danger); box-shadow: inset 3px 0 var(--danger); }
/* A set of boxes has its mark before it, in the edge of the form: through it, it would look like one more. */
[aria-invalid="true"].ac-choiceSetInput-multiSelect, [aria-invalid="true"].ac-choiceSetInput-expanded { position: relative; }
[aria-invalid="true"].ac-choiceSetInput-multiSelect::before, [aria-invalid="true"].ac-choiceSetInput-expanded::before {
  content: ""; position: absolute; inset: 4px auto 4px -14px; width: 3px; border-radius: 2px; background: var(--danger);
}
.folds { width: 100%; justify-content: flex-start !important; border-color: transparent !important; padding-inline: 0 !important; background: none !important; color: var(--accent) !important; text-align: left; }
.folds::before { content: ""; width: 7px; height: 7px; margin: 0 12px 0 4px; border: solid currentColor; border-width: 0 1.8px 1.8px 0; transform: rotate(-45deg); transition: transform 0.15s; }
.folds[aria-expanded="true"]::before { transform: rotate(45deg); }
.ac-choiceSetInput-multiSelect, .ac-choiceSetInput-expanded { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 232px), 1fr)); gap: 0 18px; }
.ac-choiceSetInput-multiSelect > div, .ac-choiceSetInput-expanded > div, .ac-toggleInput { min-height: 34px; }
.ac-choiceSetInput-multiSelect > div, .ac-choiceSetInput-expanded > div { align-items: flex-start !important; padding: 6px 0; }
/* What stands between a box and its words gives none of its room to long ones. */
.ac-choiceSetInput-multiSelect > div > div, .ac-choiceSetInput-expanded > div > div { flex: none; }
.ac-input input[type="checkbox"], .ac-input input[type="radio"] { width: 18px; height: 18px; margin: 2px 0 0 !important; accent-color: var(--accent); }
.drop { margin-top: 6px; padding: 14px; border-style: dashed; background: var(--ground); font-size: var(--text); }
.drop::file-selector-button {
  margin-right: 14px; padding: 6px 14px; border: 1px solid var(--edge); border-radius: 8px; background: var(--surface);
  color: var(--ink); font: 600 var(--text)/1.4 var(--sans); cursor: pointer;
}
.found {
  position: absolute; inset: calc(100% + 4px) 0 auto; z-index: 5; max-height: 216px; overflow-y: auto; padding: 5px;
  border: 1px solid var(--line); border-radius: 12px; background: var(--surface); box-shadow: var(--high);
}
/* Room for the people found below the box. */
.fields:has([role="combobox"]) { min-height: min(330px, 50vh); }
.dialog .ac-container[id="~error"] { padding: 10px 14px; border-radius: 10px; margin-bottom: 12px; }
@media (max-width: 420px) {
  .fields .ac-columnSet:has(input) { flex-direction: column; }
  .fields .ac-columnSet:has(input) > .ac-container { flex: none !important; width: 100%; }
  .fields .ac-columnSet:has(input) > .ac-vertical-separator { height: 12px; }
}
@media (max-width: 560px) {
  .dialog header { padding: 14px 10px 10px 18px; }
  .fields { padding: 0 18px 18px; }
  .dialog footer { padding: 12px 18px; }
}
`;
