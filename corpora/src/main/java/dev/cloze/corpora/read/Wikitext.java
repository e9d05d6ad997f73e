package dev.cloze.corpora.read;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.parser.Parser;

/**
 * The prose of MediaWiki's markup. Links leave their words; headings are paragraphs; templates, tables, references,
 * pictures, categories, galleries and formulas are dropped. What templates would have said is not known here, so that a
 * sentence may lack a number or a date.
 */
final class Wikitext {
    /** Elements that are dropped with what is in them. */
    private static final List<String> DROPPED = List.of(
            "ref",
            "math",
            "gallery",
            "timeline",
            "score",
            "syntaxhighlight",
            "source",
            "imagemap",
            "chem",
            "ce",
            "hiero",
            "templatestyles",
            "graph",
            "mapframe",
            "maplink",
            "indicator",
            "section",
            "references",
            "table");

    private static final Set<String> BLOCK_TAGS =
            Set.of("p", "br", "div", "blockquote", "poem", "li", "ul", "ol", "center", "hr", "dl", "dd", "dt");

    /** Name spaces whose links are pictures or categories, in the languages of the largest wikis. */
    private static final Set<String> DROPPED_SPACES = Set.of(
            "file",
            "image",
            "category",
            "media",
            "datei",
            "bild",
            "kategorie",
            "fichier",
            "catégorie",
            "archivo",
            "imagen",
            "categoría",
            "ficheiro",
            "imagem",
            "categoria",
            "immagine",
            "bestand",
            "afbeelding",
            "categorie",
            "plik",
            "grafika",
            "fil",
            "kategori",
            "файл",
            "изображение",
            "категория",
            "tiedosto",
            "luokka",
            "soubor",
            "ファイル",
            "画像",
            "カテゴリ",
            "文件",
            "图像",
            "分类",
            "파일",
            "그림",
            "분류");

    private static final List<String> NOT_LINE_STARTS =
            List.of("__NOTOC__", "__TOC__", "__FORCETOC__", "__NOEDITSECTION__");

    /** Links within links beyond this depth are dropped. */
    private static final int MOST_DEPTH = 16;

    /** Looking for ends may take so many steps for each character; then what is open stays open, as text. */
    private static final int STEPS_PER_CHAR = 30;

    private final String source;
    private final int depth;
    private final StringBuilder out;
    private long stepsLeft;
    private int at;

    private Wikitext(String source, int depth) {
        this.source = source;
        this.depth = depth;
        this.out = new StringBuilder(source.length());
        this.stepsLeft = (long) STEPS_PER_CHAR * source.length();
    }

    /** The paragraphs of an article. */
    static String text(String wikitext) {
        return lines(new Wikitext(wikitext, 0).withoutMarkup());
    }

    private String inner(String wikitext) {
        return depth < MOST_DEPTH ? new Wikitext(wikitext, depth + 1).withoutMarkup() : "";
    }

    /** The next place of a string, as long as there are steps to look for it. */
    private int indexOf(String wanted, int from) {
        if (stepsLeft <= 0) {
            return -1;
        }
        int found = source.indexOf(wanted, from);
        stepsLeft -= (found < 0 ? source.length() : found) - from + 1;
        return found;
    }

    private String withoutMarkup() {
        while (at < source.length()) {
            char unit = source.charAt(at);
            switch (unit) {
                case '{' -> readBraces();
                case '[' -> readBracket();
                case '<' -> readTag();
                case '\'' -> readQuotes();
                default -> {
                    out.append(unit);
                    at++;
                }
            }
        }
        return out.toString();
    }

    /** A template, a parameter or a table: dropped. */
    private void readBraces() {
        if (source.startsWith("{{", at)) {
            at = afterNested("{{", "}}");
        } else if (source.startsWith("{|", at)) {
            at = afterNested("{|", "|}");
        } else {
            out.append('{');
            at++;
        }
    }

    /** The offset behind what is opened here, with the same nested in it; of what is never closed, behind its opening. */
    private int afterNested(String open, String close) {
        int unclosed = 0;
        int i = at;
        while (i < source.length() && stepsLeft-- > 0) {
            if (source.startsWith(open, i)) {
                unclosed++;
                i += open.length();
            } else if (source.startsWith(close, i)) {
                unclosed--;
                i += close.length();
                if (unclosed == 0) {
                    return i;
                }
            } else {
                i++;
            }
        }
        return at + open.length();
    }

    private void readBracket() {
        if (source.startsWith("[[", at)) {
            int end = afterNested("[[", "]]");
            if (end > at + 4) {
                addLink(source.substring(at + 2, end - 2));
            }
            at = end;
            return;
        }
        int end = startsAddress(at + 1) ? indexOf("]", at) : -1;
        if (end > 0 && source.substring(at, end).indexOf('\n') < 0) {
            int space = indexOf(" ", at);
            if (space > 0 && space < end) {
                out.append(inner(source.substring(space + 1, end)));
            }
            at = end + 1;
        } else {
            out.append('[');
            at++;
        }
    }

    private boolean startsAddress(int from) {
        return source.startsWith("http://", from)
                || source.startsWith("https://", from)
                || source.startsWith("//", from)
                || source.startsWith("ftp://", from)
                || source.startsWith("mailto:", from);
    }

    /** The words of a link: what stands behind its last bar, or where it leads; pictures and categories have none. */
    private void addLink(String link) {
        int colon = link.indexOf(':');
        int bar = link.indexOf('|');
        boolean leading = colon == 0;
        if (colon > 0 && (bar < 0 || colon < bar)) {
            String space = link.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            if (DROPPED_SPACES.contains(space) || (bar < 0 && isLanguage(space))) {
                return;
            }
        }
        if (bar >= 0) {
            out.append(inner(link.substring(bar + 1)));
        } else {
            out.append(inner(leading ? link.substring(1) : link));
        }
    }

    /** A link to the article in another language stands at the end of old articles: {@code [[de:Haus]]}. */
    private static boolean isLanguage(String space) {
        return space.length() >= 2 && space.length() <= 3 && space.chars().allMatch(c -> c >= 'a' && c <= 'z');
    }

    private void readTag() {
        if (source.startsWith("<!--", at)) {
            int end = source.indexOf("-->", at);
            at = end < 0 ? source.length() : end + 3;
            return;
        }
        if (startsTag("nowiki", at)) {
            int open = source.indexOf('>', at);
            if (open > 0 && source.charAt(open - 1) != '/') {
                int close = indexOfClosing("nowiki", open);
                out.append(source, open + 1, close < 0 ? source.length() : close);
                at = close < 0 ? source.length() : afterTag(close);
                return;
            }
        }
        for (String name : DROPPED) {
            if (startsTag(name, at)) {
                dropElement(name);
                return;
            }
        }
        int nameFrom = at + (source.startsWith("</", at) ? 2 : 1);
        int nameTo = nameFrom;
        while (nameTo < source.length() && Character.isLetterOrDigit(source.charAt(nameTo))) {
            nameTo++;
        }
        if (nameTo == nameFrom || !Character.isLetter(source.charAt(nameFrom))) {
            out.append('<');
            at++;
            return;
        }
        if (BLOCK_TAGS.contains(source.substring(nameFrom, nameTo).toLowerCase(Locale.ROOT))) {
            out.append('\n');
        }
        at = afterTag(at);
    }

    private void dropElement(String name) {
        int open = source.indexOf('>', at);
        if (open < 0) {
            at = source.length();
        } else if (source.charAt(open - 1) == '/') {
            at = open + 1;
        } else {
            int close = indexOfClosing(name, open);
            // An element that is never closed loses its tag only, or the article would end here.
            at = close < 0 ? open + 1 : afterTag(close);
        }
    }

    private int afterTag(int from) {
        int end = source.indexOf('>', from);
        return end < 0 ? source.length() : end + 1;
    }

    private boolean startsTag(String name, int from) {
        int end = from + 1 + name.length();
        return source.regionMatches(true, from + 1, name, 0, name.length())
                && (end >= source.length() || !Character.isLetterOrDigit(source.charAt(end)));
    }

    private int indexOfClosing(String name, int from) {
        for (int i = indexOf("</", from); i >= 0; i = indexOf("</", i + 2)) {
            if (startsTag(name, i + 1)) {
                return i;
            }
        }
        return -1;
    }

    /** Two quotes and more are bold and italic. */
    private void readQuotes() {
        int end = at;
        while (end < source.length() && source.charAt(end) == '\'') {
            end++;
        }
        if (end - at == 1) {
            out.append('\'');
        } else if (end - at == 4) {
            out.append('\''); // bold, and an apostrophe of the text
        }
        at = end;
    }

    /** The lines as paragraphs, without the marks of headings and lists, entities read. */
    private static String lines(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            String line = plain(text.substring(from, end));
            if (!line.isEmpty()) {
                out.append(out.length() > 0 ? "\n" : "").append(line);
            }
            from = end + 1;
        }
        return out.toString();
    }

    private static String plain(String line) {
        String stripped = line.strip();
        for (String word : NOT_LINE_STARTS) {
            stripped = stripped.replace(word, "");
        }
        int heading = 0;
        while (heading < stripped.length() / 2
                && stripped.charAt(heading) == '='
                && stripped.charAt(stripped.length() - 1 - heading) == '=') {
            heading++;
        }
        if (heading > 0) {
            stripped = stripped.substring(heading, stripped.length() - heading);
        } else {
            int marks = 0;
            while (marks < stripped.length() && "*#:;".indexOf(stripped.charAt(marks)) >= 0) {
                marks++;
            }
            stripped = stripped.substring(marks);
            if (stripped.startsWith("----")) {
                return "";
            }
        }
        return collapsed(stripped.indexOf('&') >= 0 ? Parser.unescapeEntities(stripped, false) : stripped);
    }

    /** Blanks in a row, as dropped templates leave them, are one; before a comma or a full stop there is none. */
    private static String collapsed(String line) {
        StringBuilder out = new StringBuilder(line.length());
        boolean blank = false;
        for (int i = 0; i < line.length(); i++) {
            char unit = line.charAt(i);
            if (Character.isWhitespace(unit) || unit == '\u00a0') {
                blank = true;
            } else {
                if (blank && out.length() > 0 && unit != ',' && unit != '.') {
                    out.append(' ');
                }
                blank = false;
                out.append(unit);
            }
        }
        return out.toString();
    }
}
