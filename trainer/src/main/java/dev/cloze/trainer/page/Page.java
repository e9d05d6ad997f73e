package dev.cloze.trainer.page;

import java.util.List;
import java.util.stream.Collectors;

/** A self-contained page: no script, nothing from elsewhere, light or dark as its reader's system is. */
public record Page(String title, String subtitle, List<Section> sections) {
    private static final String STYLE = """
            :root{color-scheme:light dark;--ink:#1d2129;--soft:#5b6472;--ground:#fff;--card:#f6f7f9;--line:#d9dde3;
            --c0:#1f6fd1;--c1:#d1571f;--c2:#23864a;--c3:#8a3fb8;--c4:#a07800;--c5:#c22f6b;--c6:#12808c;--c7:#6b6b6b}
            @media (prefers-color-scheme:dark){:root{--ink:#e6e9ee;--soft:#9aa4b2;--ground:#14171c;--card:#1c2027;--line:#333a45;
            --c0:#6aa8f7;--c1:#f59a6a;--c2:#67c98c;--c3:#c58bea;--c4:#dcb44a;--c5:#f07fa9;--c6:#5cc6d2;--c7:#a8a8a8}}
            *{box-sizing:border-box}
            body{margin:0 auto;max-width:1400px;padding:16px;background:var(--ground);color:var(--ink);
            font:15px/1.45 system-ui,sans-serif;overflow-wrap:anywhere}
            h1{font-size:22px;margin:0}h2{font-size:17px;margin:28px 0 10px}.sub{color:var(--soft);margin:2px 0 0}
            .charts{display:grid;gap:14px;grid-template-columns:repeat(auto-fill,minmax(min(100%,400px),1fr))}
            figure{margin:0;padding:10px;background:var(--card);border:1px solid var(--line);border-radius:6px}
            figcaption{font-weight:600;font-size:14px}.unit{font-weight:400;color:var(--soft)}
            svg{display:block;width:100%;height:auto}svg text{fill:var(--soft);font-size:12px}
            .grid{stroke:var(--line);stroke-width:1}.curve{fill:none;stroke-width:1.8;stroke-linejoin:round}
            .level{stroke-width:1.4;stroke-dasharray:5 4}
            .legend{display:flex;flex-wrap:wrap;gap:2px 14px;font-size:13px}
            .legend i{display:inline-block;width:14px;height:3px;margin-right:5px;vertical-align:middle}
            .scroll{overflow-x:auto}table{border-collapse:collapse;font-size:14px;margin-bottom:10px}
            th,td{text-align:left;padding:4px 14px 4px 0;border-bottom:1px solid var(--line);vertical-align:top;
            font-variant-numeric:tabular-nums;overflow-wrap:normal}th{color:var(--soft);font-weight:600}
            td{max-width:44em;overflow-wrap:anywhere;min-width:5em}td:first-child{min-width:11em}
            """;

    public Page {
        sections = List.copyOf(sections);
    }

    /** The page as a file of UTF-8 has it. */
    public String html() {
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>"
                + Text.escaped(title) + "</title><style>\n" + STYLE + "</style></head><body>\n<h1>"
                + Text.escaped(title) + "</h1><p class=\"sub\">" + Text.escaped(subtitle) + "</p>\n"
                + sections.stream().map(Section::html).collect(Collectors.joining()) + "</body></html>\n";
    }
}
