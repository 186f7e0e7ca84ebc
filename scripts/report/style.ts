const pageStyle = `
:root { --ink: #1c2330; --quiet: #5a6475; --ground: #f5f6f8; --paper: #fff; --line: #dfe3ea; --bar: #3557d6; --track: #eceff5; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ebf2; --quiet: #a2acbe; --ground: #12151c; --paper: #1b202b; --line: #323a49; --bar: #8ba4ff; --track: #262d3b; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 820px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 36px; }
h1 { margin: 0; font-size: 28px; letter-spacing: -0.01em; }
h2 { margin: 0 0 14px; font-size: 18px; }
footer { padding-bottom: 48px; }
header p, footer p { margin: 4px 0 0; color: var(--quiet); overflow-wrap: anywhere; }
`

/** The style of a report's figures, charts and tables, also for use in other pages. */
export const partsStyle = `
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 24px 0 0; padding: 0; list-style: none; }
.figures li, section { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; }
.figures li { padding: 14px 18px; }
.figures strong { display: block; font-size: 30px; line-height: 1.2; font-variant-numeric: tabular-nums; }
.figures span { color: var(--quiet); }
section { margin-top: 12px; padding: 20px; break-inside: avoid; }
section p { margin: 12px 0 0; }
svg { display: block; width: 100%; min-width: 560px; height: auto; overflow: visible; }
svg text { fill: var(--ink); font: 13px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
svg.names-below { display: none; min-width: 0; max-width: 400px; }
@media (max-width: 600px) { svg.names-beside { display: none; } svg.names-below { display: block; } }
.bar { fill: var(--bar); }
.track { fill: var(--track); }
.axis { stroke: var(--line); }
details { margin-top: 12px; }
summary { cursor: pointer; color: var(--quiet); }
.scrolls { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 7px 10px 7px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
td { max-width: 320px; overflow-wrap: break-word; }
th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
`

/** The style of the report: light and dark, on a phone, on a desktop and on paper. */
export const style = `${pageStyle}${partsStyle}`
