/** The style of the gallery, in light and in dark. */
export const style = `
:root { --ink: #1c2330; --quiet: #5a6475; --ground: #f5f6f8; --paper: #fff; --line: #dfe3ea; --link: #2358b8; --bad: #b3261e; --odd: #7a5200; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ebf2; --quiet: #a2acbe; --ground: #12151c; --paper: #1b202b; --line: #323a49; --link: #a3c0fa; --bad: #f2b8b5; --odd: #f0c674; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 0 24px 48px; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { padding-top: 32px; }
h1 { margin: 0 0 8px; font-size: 28px; }
h2 { margin: 48px 0 12px; font-size: 22px; }
h3 { margin: 0 0 4px; font-size: 16px; }
nav a { margin-inline-end: 14px; color: var(--link); }
section { margin-top: 12px; padding: 20px; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; }
.subject { margin: 0 0 12px; color: var(--quiet); overflow-wrap: anywhere; }
.frames { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; overflow-x: auto; }
figure { margin: 0; flex: none; }
iframe { display: block; border: 1px solid var(--line); border-radius: 8px; background: #fff; }
figcaption { margin-top: 6px; color: var(--quiet); font-size: 14px; }
.findings { margin: 0 0 12px; padding: 0; list-style: none; }
.error { color: var(--bad); }
.warning { color: var(--odd); }
table { border-collapse: collapse; }
th, td { padding: 6px 16px 6px 0; text-align: start; vertical-align: top; font-weight: normal; }
`
