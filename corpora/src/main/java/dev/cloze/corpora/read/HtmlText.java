package dev.cloze.corpora.read;

import java.util.Locale;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/**
 * The text of a page of HTML: each block is a paragraph, white space is collapsed but in {@code pre}, where each line is
 * a paragraph. Scripts, styles, navigation, forms' controls and what is hidden are dropped; all else is left to cleaning.
 */
final class HtmlText implements NodeFilter {
    private static final Set<String> DROPPED = Set.of(
            "head",
            "script",
            "style",
            "nav",
            "noscript",
            "template",
            "svg",
            "math",
            "iframe",
            "object",
            "canvas",
            "select",
            "button",
            "textarea",
            "datalist",
            "audio",
            "video");

    private static final Set<String> INLINE = Set.of(
            "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
            "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike",
            "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img");

    private static final Set<String> BLOCKS = Set.of(
            "html",
            "body",
            "head",
            "title",
            "p",
            "div",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "table",
            "tr",
            "td",
            "th",
            "tbody",
            "thead",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "blockquote",
            "pre",
            "section",
            "article",
            "center");

    private static final Set<String> CELLS = Set.of("td", "th");

    private final StringBuilder out = new StringBuilder();
    private boolean paragraphPending;
    private boolean blankPending;
    private int preformatted;

    private HtmlText() {}

    /** The paragraphs of a page or a fragment. */
    static String of(String html) {
        HtmlText text = new HtmlText();
        Jsoup.parse(html).filter(text);
        return text.out.toString();
    }

    /** Whether a name is that of an element that text is marked up with. */
    static boolean isElement(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return INLINE.contains(lower) || BLOCKS.contains(lower) || DROPPED.contains(lower);
    }

    @Override
    public FilterResult head(Node node, int depth) {
        if (node instanceof TextNode text) {
            append(text.getWholeText());
        } else if (node instanceof Element element) {
            String name = element.normalName();
            if (DROPPED.contains(name) || element.hasAttr("hidden")) {
                return FilterResult.SKIP_ENTIRELY;
            }
            preformatted += name.equals("pre") ? 1 : 0;
            separate(name);
        }
        return FilterResult.CONTINUE;
    }

    @Override
    public FilterResult tail(Node node, int depth) {
        if (node instanceof Element element) {
            String name = element.normalName();
            preformatted -= name.equals("pre") ? 1 : 0;
            separate(name);
        }
        return FilterResult.CONTINUE;
    }

    private void separate(String name) {
        if (CELLS.contains(name)) {
            blankPending = true;
        } else if (!INLINE.contains(name)) {
            paragraphPending = true;
        }
    }

    private void append(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (preformatted > 0 && (unit == '\n' || unit == '\r')) {
                paragraphPending = true;
            } else if (Character.isWhitespace(unit) || unit == '\u00a0') {
                blankPending = true;
            } else {
                if (out.length() > 0 && paragraphPending) {
                    out.append('\n');
                } else if (out.length() > 0 && blankPending) {
                    out.append(' ');
                }
                paragraphPending = false;
                blankPending = false;
                out.append(unit);
            }
        }
    }
}
