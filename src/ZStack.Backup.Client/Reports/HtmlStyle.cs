namespace ZStack.Backup.Client.Reports;

/// <summary>The style of the page: from a phone to A4, light and dark. Without the signs that XML would escape.</summary>
internal static class HtmlStyle
{
    public const string Text = """
        :root{--b:#fff;--t:#1b1f24;--s:#4d5661;--l:#d5dae0;--p:#f4f6f8;--c3:#b42318;--c2:#7a4d00;--c1:#4d5661;--c0:#116329;--m:#3577c8}
        @media (prefers-color-scheme:dark){:root{--b:#0d1117;--t:#e6edf3;--s:#a9b3be;--l:#39424d;--p:#161c24;--c3:#ff9b8f;--c2:#f2c063;--c1:#a9b3be;--c0:#7ee2a0;--m:#79b8ff}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--b);color:var(--t);font:16px/1.5 system-ui,"Noto Sans","Noto Sans CJK SC","Microsoft YaHei",sans-serif;overflow-wrap:anywhere}
        main{max-width:1400px;margin:0 auto;padding:16px}
        h1{font-size:1.9rem;line-height:1.2;margin:.4em 0}h2{font-size:1.3rem;margin:1.6em 0 .5em}h3{font-size:1rem;margin:0 0 .4em}
        .s,.u,figcaption{color:var(--s);font-size:.875rem}p{margin:.3em 0}
        .f,.n{border:1px solid var(--l);border-radius:8px;padding:12px;margin:0 0 12px;break-inside:avoid}
        ul{margin:0;padding:0;list-style:none}li{margin:.5em 0}
        code{display:block;background:var(--p);border-radius:4px;padding:6px 8px;margin-top:4px;font:.875rem/1.45 ui-monospace,Consolas,"DejaVu Sans Mono",monospace;white-space:pre-wrap}
        .c0,.c1,.c2,.c3{font-weight:600;white-space:nowrap}.c0{color:var(--c0)}.c1{color:var(--c1)}.c2{color:var(--c2)}.c3{color:var(--c3)}
        table{border-collapse:collapse;width:100%}th,td{text-align:start;padding:6px 8px;border-bottom:1px solid var(--l);vertical-align:top}thead th{color:var(--s);font-size:.875rem}tbody th{font-weight:600}
        td i{display:block;height:4px;margin-top:3px;background:var(--m);border-radius:2px}
        .g{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,330px),1fr));gap:12px}.n{margin:0}
        figure{margin:.4em 0}svg{display:block}.cal{width:224px;height:112px}.siz{width:100%;max-width:330px;height:auto}
        path{fill:none;stroke-dasharray:.84 .16;stroke-dashoffset:-.08}.d0{stroke:var(--l);stroke-width:.2}.d1{stroke:var(--m);stroke-width:.45}.d2{stroke:var(--c0);stroke-width:.84}.d3{stroke:var(--c3);stroke-width:.84;stroke-dasharray:.36 .12 .36 .16}
        .siz path{stroke:var(--m);stroke-width:2.4;stroke-dasharray:none}circle{fill:var(--b);stroke:var(--c3);stroke-width:2.7}
        .l span{display:inline-flex;align-items:center;gap:6px;margin-inline-end:16px}.key{width:16px;height:16px}
        @media (max-width:640px){th:nth-child(n+5),td:nth-child(n+5){display:none}th,td{padding:6px 4px}}
        @page{size:A4;margin:14mm}
        @media print{:root{--b:#fff;--t:#000;--s:#333;--l:#999;--p:#f2f2f2;--c3:#8f1a10;--c2:#5f3c00;--c1:#333;--c0:#0b4a1e;--m:#1f5a9e}body{font-size:10pt}main{max-width:none;padding:0}.g{grid-template-columns:1fr 1fr}tr,.f{break-inside:avoid}thead{display:table-header-group}}
        """;
}
