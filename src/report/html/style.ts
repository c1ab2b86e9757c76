/** The style of the page, as text. Colours come from the palette of the charts. */
import { paletteCss } from '../svg/palette.js'

export const STYLE = `
:root{color-scheme:light dark;--page:#f3f5f7;--line:#dde2e7;--good-bg:#e5f4ed;--fair-bg:#fbf1da;
--bad-bg:#fdeae7;${paletteCss('light')}}
@media (prefers-color-scheme:dark){:root{--page:#0d1014;--line:#2a3139;--good-bg:#12291f;
--fair-bg:#2e2614;--bad-bg:#341814;${paletteCss('dark')}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
font-variant-numeric:tabular-nums}
body>*{max-width:1200px;margin-inline:auto;padding-inline:16px}
h1,h2,h3,p,dl,dd,figure,pre{margin:0}
h1{font-size:26px;line-height:1.25;text-wrap:balance}
h2{font-size:22px;line-height:1.3;text-wrap:balance}
h3{font-size:16px;margin-bottom:8px}
a{color:inherit}
code,pre{font:13px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,monospace}
.top{padding-block:28px 20px}
.eyebrow{color:var(--muted);font-size:13px}
.run-card,.compare{background:var(--surface);border:1px solid var(--line);border-radius:10px;
padding:24px;margin-bottom:24px}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin-top:10px}
.facts dt{color:var(--muted)}
.facts dd,td,th,.watch,h1,h2{overflow-wrap:anywhere}
.block{margin-top:26px}
.verdict{margin-top:18px;
padding:12px 16px;border-radius:8px;border-left:5px solid;font-weight:600;font-size:18px}
.good{color:var(--good)}
.fair{color:var(--fair)}
.bad{color:var(--bad)}
.verdict.good{background:var(--good-bg)}
.verdict.fair{background:var(--fair-bg)}
.verdict.bad{background:var(--bad-bg)}
.notice{border-left:4px solid var(--bad);padding:8px 14px;margin-top:14px;background:var(--bad-bg)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;
margin-top:14px}
.tiles div{border:1px solid var(--line);border-radius:8px;padding:10px 14px}
.tiles div{display:flex;flex-direction:column;justify-content:space-between}
.tiles dt{color:var(--muted);font-size:13px;line-height:1.3}
.tiles dd{font-size:22px;font-weight:600;line-height:1.35}
.tiles small{display:block;font-size:12.5px;font-weight:400;color:var(--muted)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
caption{text-align:left;font-weight:600;font-size:16px;padding-bottom:8px}
caption small{font-weight:400;color:var(--muted);font-size:13px}
th,td{padding:5px 12px 5px 0;text-align:left;vertical-align:baseline;
border-bottom:1px solid var(--line)}
thead th,thead th.n{color:var(--muted);font-weight:500;font-size:13px;white-space:normal;
overflow-wrap:normal;vertical-align:bottom}
tbody th{font-weight:500}
.n{text-align:right;white-space:nowrap}
th.n:last-child,td.n:last-child{padding-right:0}
tr.sub th{padding-left:18px;font-weight:400;color:var(--muted)}
.said-1 :is(td,th):nth-child(2),.said-2 :is(td,th):nth-child(-n+3){text-align:left;
white-space:normal;min-width:15ch}
.said tbody th{min-width:13ch}
.mark{font-weight:700;width:24px}
.muted{color:var(--muted)}
.swatch{display:inline-block;width:11px;height:11px;border-radius:2px;background:var(--key);
margin-right:6px}
.stage{position:relative;touch-action:pan-y}
.stage:focus-visible{outline:2px solid var(--ok);outline-offset:4px;border-radius:4px}
svg{display:block;width:100%;height:auto;font-family:inherit}
svg.narrow{display:none}
figcaption{color:var(--muted);font-size:13.5px;margin-top:8px}
.hair{display:none;position:absolute;top:0;bottom:0;width:1px;background:var(--ink);
pointer-events:none;opacity:.75}
.readout.on{position:sticky;bottom:0}
.readout{display:flex;flex-wrap:wrap;gap:4px 26px;align-items:baseline;
background:var(--surface);border-top:1px solid var(--line);padding:10px 0;margin-top:6px;
font-size:13.5px;min-height:44px}
.readout .clock{font-weight:600;min-width:9ch}
.readout dl{display:none}
.readout.used dl{display:flex;flex-wrap:wrap;gap:2px 14px}
.readout dl div{display:flex;gap:6px;align-items:baseline}
.readout dt{color:var(--muted)}
.readout dt::before{content:"";display:inline-block;width:10px;height:10px;border-radius:2px;
background:var(--key);margin-right:5px}
.readout dd{min-width:6ch;font-weight:600}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));
gap:26px 40px}
.multiples{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));
gap:22px 28px;margin-top:16px}
.multiples figcaption{margin:0 0 4px;color:var(--ink);font-size:14px}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;padding:0;margin:4px 0 0;
font-size:13.5px;color:var(--muted)}
.watch{max-width:75ch}
pre+pre{margin-top:8px}
.said pre{margin-top:12px}
pre{overflow-x:auto;background:var(--page);border:1px solid var(--line);border-radius:8px;
padding:10px 14px;white-space:pre-wrap;overflow-wrap:anywhere}
details{border-top:1px solid var(--line);margin-top:20px;padding-top:14px}
summary{cursor:pointer;font-weight:600}
details .run-card{border:0;padding:14px 0 0;margin:0}
footer{color:var(--muted);font-size:13px;padding-block:0 28px}
@media (max-width:900px){svg.wide{display:none}svg.narrow{display:block}
.run-card,.compare{padding:16px;border-radius:8px}body>*{padding-inline:10px}}
@media print{:root{color-scheme:light;--page:#fff;--line:#dde2e7;--good-bg:#e5f4ed;
--fair-bg:#fbf1da;--bad-bg:#fdeae7;${paletteCss('light')}}
body{font-size:12px}.run-card,.compare{border:0;padding:0}
.readout,.hair{display:none!important}figure,table,.verdict,.tiles{break-inside:avoid}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
details::details-content{content-visibility:visible;display:block}summary{list-style:none}}
`.trim()
