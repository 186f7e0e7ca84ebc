/** How the desk looks, in light and dark mode, at widths from 320 px. */
export const style = `
:root {
  color-scheme: light dark;
  --ink: #1c2330; --quiet: #566072; --ground: #f5f6f8; --paper: #fff; --line: #d5dae3; --field: #868fa0; --link: #2149b0; --main: #2b4fc7; --on-main: #fff; --bad: #b3261e; --good: #14693b; --odd: #7a5200; --bar: #2b4fc7; --track: #e3e7ee;
}
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ebf2; --quiet: #a7b0c0; --ground: #12151c; --paper: #1b202b; --line: #343c4c; --field: #7d879a; --link: #a9bfff; --main: #8ba4ff; --on-main: #0f1420; --bad: #f4b4af; --good: #8fdcb0; --odd: #f0c674; --bar: #8ba4ff; --track: #262d3b; }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 8px; top: 8px; padding: 8px 12px; background: var(--paper); z-index: 1; }
.top { background: var(--paper); border-bottom: 1px solid var(--line); }
.top > div, main, footer { max-width: 1120px; margin: 0 auto; padding: 0 20px; }
.top > div { display: flex; flex-wrap: wrap; gap: 4px 24px; align-items: baseline; padding-top: 12px; padding-bottom: 12px; }
.top strong { font-size: 17px; }
.top nav { display: flex; flex-wrap: wrap; gap: 4px 16px; flex: 1; }
.top nav a { padding: 4px 0; text-decoration: none; }
.top nav a[aria-current] { color: var(--ink); font-weight: 600; box-shadow: 0 2px 0 var(--main); }
.top p, footer p { margin: 0; color: var(--quiet); overflow-wrap: anywhere; }
main { padding-top: 20px; padding-bottom: 40px; }
h1 { margin: 0 0 12px; font-size: 26px; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { margin: 0 0 10px; font-size: 18px; overflow-wrap: anywhere; }
p { margin: 0 0 10px; overflow-wrap: anywhere; }
.card p { margin: 0 0 10px; } .card > :last-child, .card > form:last-child > :last-child { margin-bottom: 0; } .can { margin-top: 4px; }
.quiet, .none { color: var(--quiet); }
.card { margin: 0 0 16px; padding: 18px; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; }
.note, .problem, .done { margin: 0 0 16px; padding: 12px 16px; border: 1px solid var(--line); border-left-width: 5px; border-radius: 8px; background: var(--paper); }
.note { border-left-color: var(--odd); } .problem { border-left-color: var(--bad); } .done { border-left-color: var(--good); }
.note > :last-child, .problem > :last-child, .done > :last-child { margin-bottom: 0; }
.counts { display: flex; flex-wrap: wrap; gap: 6px; margin: 0 0 14px; padding: 0; list-style: none; }
.counts a { display: inline-block; padding: 5px 12px; border: 1px solid var(--line); border-radius: 999px; background: var(--paper); color: var(--ink); text-decoration: none; }
.counts a[aria-current] { background: var(--main); border-color: var(--main); color: var(--on-main); }
.fields { display: flex; flex-wrap: wrap; gap: 10px 14px; align-items: end; }
.fields label, .field label { display: block; font-size: 14px; color: var(--quiet); }
.fields > div { flex: 1 1 150px; min-width: 0; }
.fields > .do { flex: 0 0 auto; }
input, select, textarea, button, .button { font: inherit; color: var(--ink); border-radius: 8px; }
input:not([type=checkbox], [type=radio]), select, textarea { width: 100%; min-width: 0; min-height: 44px; padding: 8px 10px; background: var(--paper); border: 1px solid var(--field); }
input[type=checkbox], input[type=radio] { flex: none; width: 20px; height: 20px; margin: 2px; accent-color: var(--main); }
button, .button { display: inline-block; padding: 8px 16px; border: 1px solid var(--field); background: var(--paper); cursor: pointer; text-decoration: none; text-align: center; }
button.main { background: var(--main); border-color: var(--main); color: var(--on-main); font-weight: 600; }
button.danger { background: var(--bad); border-color: var(--bad); color: var(--paper); font-weight: 600; }
button:disabled { cursor: not-allowed; border-style: dashed; color: var(--quiet); background: transparent; }
.do { display: flex; flex-wrap: wrap; gap: 10px; align-items: center; }
.do p { margin: 0; }
.scrolls { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 9px 12px 9px 0; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
tr:last-child td { border-bottom: 0; }
th { color: var(--quiet); font-weight: 600; font-size: 14px; white-space: nowrap; }
th a { color: inherit; }
td { overflow-wrap: anywhere; }
td.who { min-width: 150px; max-width: 340px; }
td.day { white-space: nowrap; }
td small { display: block; color: var(--quiet); font-size: 14px; } td.who small { display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; }
.badge { display: inline-block; padding: 1px 10px; border: 1px solid currentColor; border-radius: 999px; font-size: 14px; white-space: nowrap; }
.accepted { color: var(--good); } .failed, .malformed { color: var(--bad); } .expired { color: var(--odd); } .revoked, .requested { color: var(--quiet); } .pending { color: var(--link); }
dl { display: grid; grid-template-columns: minmax(110px, max-content) 1fr; gap: 6px 20px; margin: 0; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
.can { margin: 0; padding: 0; list-style: none; display: grid; gap: 10px; }
.can li { display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; }
.can form { margin: 0; } .can button { min-width: 130px; }
.can span { flex: 1 1 220px; color: var(--quiet); }
iframe { display: block; width: 100%; height: 640px; border: 1px solid var(--line); border-radius: 8px; background: #fff; }
.pages { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; margin-top: 14px; }
.history { margin: 0; padding: 0; list-style: none; } .history li { padding: 5px 0; overflow-wrap: anywhere; } .history time { color: var(--quiet); margin-inline-end: 12px; }
footer { padding-bottom: 32px; }
.report section { padding: 20px; margin-bottom: 12px; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; }
.report td { overflow-wrap: break-word; } .report .figures { margin: 0 0 12px; } .report figure { margin: 0; }
.beside { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 16px; align-items: start; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 14px; }
fieldset { margin: 0 0 12px; padding: 0; border: 0; } legend { padding: 0; font-size: 14px; color: var(--quiet); }
.check { display: flex; gap: 8px; align-items: flex-start; padding: 5px 0; }
.wrong { display: block; color: var(--bad); font-size: 14px; } [aria-invalid] { border-color: var(--bad) !important; }
details { margin: 0 0 14px; } summary { cursor: pointer; color: var(--link); margin-bottom: 8px; }
code { font-size: 0.95em; overflow-wrap: anywhere; } ol li { margin-bottom: 6px; }
.plain { margin: 0 0 10px; padding: 0; list-style: none; } .plain li { padding: 6px 0; overflow-wrap: anywhere; }
input[type=file] { padding: 24px 14px; border-style: dashed; border-width: 2px; }
input::file-selector-button { font: inherit; margin-inline-end: 12px; padding: 6px 12px; border: 1px solid var(--field); border-radius: 8px; background: var(--ground); color: var(--ink); cursor: pointer; }
.columns { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 220px), 1fr)); gap: 0 14px; } .field label { overflow-wrap: anywhere; } .field small { color: var(--quiet); }
progress { display: block; width: 100%; height: 14px; margin: 0 0 10px; accent-color: var(--main); }
mark { background: none; color: var(--bad); font-weight: 600; }
.grows { flex: 1; min-width: 0; }
@media (max-width: 900px) { .beside { grid-template-columns: minmax(0, 1fr); } }
@media (max-width: 760px) { .wide { display: none; } dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 8px; } }
@media (max-width: 420px) { .two { grid-template-columns: minmax(0, 1fr); } .top nav { flex-basis: 100%; } td, th { padding-right: 8px; } td.who { min-width: 0; } .badge { font-size: 12px; padding: 1px 7px; } td small { font-size: 12px; } .top > div, main, footer { padding-left: 14px; padding-right: 14px; } .card { padding: 14px; } }
`
