package dev.cloze.corpora.clean;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Markup that extraction left: character references (such as <code>&amp;nbsp;</code>) become their characters, tags of
 * HTML, comments, scripts and style sheets are removed; a tag that ends a block becomes a line feed. Only HTML's own names
 * count as tags, so that {@code a < b} and {@code List<String>} stay. Escaped markup is markup too: what appears by
 * decoding is removed again, a few times over.
 */
public record MarkupRemoval() implements Stage {
    /** Markup in markup in markup: beyond this depth it stays. */
    private static final int MOST_ROUNDS = 8;

    private static final int MOST_TAG_CHARS = 2000;
    private static final int MOST_REFERENCE_CHARS = 10;

    private static final Set<String> BLOCKS = Set.of(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "br",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "frameset",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "head",
            "header",
            "hr",
            "html",
            "iframe",
            "legend",
            "li",
            "link",
            "main",
            "meta",
            "nav",
            "noscript",
            "ol",
            "optgroup",
            "option",
            "p",
            "pre",
            "script",
            "section",
            "select",
            "style",
            "table",
            "tbody",
            "td",
            "textarea",
            "tfoot",
            "th",
            "thead",
            "title",
            "tr",
            "ul");
    private static final Set<String> INLINES = Set.of(
            "a",
            "abbr",
            "acronym",
            "b",
            "bdi",
            "bdo",
            "big",
            "button",
            "canvas",
            "caption",
            "cite",
            "code",
            "col",
            "colgroup",
            "data",
            "del",
            "dfn",
            "em",
            "embed",
            "font",
            "i",
            "img",
            "input",
            "ins",
            "kbd",
            "label",
            "map",
            "area",
            "mark",
            "nobr",
            "object",
            "param",
            "q",
            "rp",
            "rt",
            "ruby",
            "s",
            "samp",
            "small",
            "source",
            "span",
            "strike",
            "strong",
            "sub",
            "sup",
            "svg",
            "time",
            "tt",
            "u",
            "var",
            "video",
            "audio",
            "wbr");
    private static final Map<String, Integer> REFERENCES = References.byName();

    @Override
    public String name() {
        return "markup";
    }

    @Override
    public Outcome apply(TextIndex text) {
        if (!text.has(CharClass.MARKUP)) {
            return text.kept();
        }
        Findings findings = new Findings();
        String before = text.text();
        String after = withoutTags(decoded(before, findings), findings);
        for (int round = 1; round < MOST_ROUNDS && !after.equals(before); round++) {
            before = after;
            after = withoutTags(decoded(before, findings), findings);
        }
        return after.equals(text.text()) ? text.kept() : findings.keep(name(), text.text(), after);
    }

    private static String decoded(String text, Findings findings) {
        StringBuilder out = null;
        int copied = 0;
        for (int at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
            int end = at + 1;
            while (text.startsWith("amp;", end)) {
                end += "amp;".length();
            }
            int semicolon = end;
            while (semicolon < text.length()
                    && text.charAt(semicolon) != ';'
                    && semicolon < end + MOST_REFERENCE_CHARS) {
                semicolon++;
            }
            Optional<String> character =
                    text.startsWith(";", semicolon) ? character(text.substring(end, semicolon)) : Optional.empty();
            if (character.isPresent()) {
                end = semicolon + 1;
            }
            if (end > at + 1) {
                out = out == null ? new StringBuilder(text.length()) : out;
                out.append(text, copied, at).append(character.orElse("&"));
                findings.add("markup.reference", text, at, end);
                copied = end;
                at = end - 1;
            }
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }

    /** What a reference stands for, by its name or number. */
    private static Optional<String> character(String reference) {
        if (!reference.startsWith("#")) {
            return Optional.ofNullable(REFERENCES.get(reference)).map(Character::toString);
        }
        boolean hexadecimal = reference.length() > 1 && (reference.charAt(1) | 0x20) == 'x';
        String digits = reference.substring(hexadecimal ? 2 : 1);
        if (digits.isEmpty() || !digits.chars().allMatch(each -> Character.digit(each, hexadecimal ? 16 : 10) >= 0)) {
            return Optional.empty();
        }
        long value = Long.parseLong(digits, hexadecimal ? 16 : 10);
        boolean isText = value == '\n' || value == '\t' || (value >= ' ' && value <= Character.MAX_CODE_POINT);
        boolean isHalf = value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE;
        return isText && !isHalf ? Optional.of(Character.toString((int) value)) : Optional.empty();
    }

    private static String withoutTags(String text, Findings findings) {
        StringBuilder out = null;
        int copied = 0;
        Tags tags = new Tags(text);
        for (int at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
            Optional<Tag> tag = tags.at(at);
            if (tag.isPresent()) {
                out = out == null ? new StringBuilder(text.length()) : out;
                out.append(text, copied, at).append(tag.get().with());
                findings.add(tag.get().reason(), text, at, tag.get().end());
                copied = tag.get().end();
                at = copied - 1;
            }
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }

    /**
     * A tag, a comment, or a script with all it holds.
     *
     * @param end the place after it
     * @param with what stands in its place
     */
    private record Tag(String reason, int end, String with) {}

    /** Reads tags from left to right; an end that was once looked for in vain is not looked for again. */
    private static final class Tags {
        private final String text;
        private final Set<String> neverClosed = new HashSet<>();

        Tags(String text) {
            this.text = text;
        }

        Optional<Tag> at(int at) {
            if (text.startsWith("<!--", at)) {
                int end = neverClosed.contains("!--") ? -1 : text.indexOf("-->", at + "<!--".length());
                if (end < 0) {
                    neverClosed.add("!--");
                    return Optional.empty();
                }
                return Optional.of(new Tag("markup.comment", end + "-->".length(), ""));
            }
            boolean closes = text.startsWith("</", at);
            int nameStart = at + (closes ? 2 : 1);
            int nameEnd = nameStart;
            while (nameEnd < text.length()
                    && nameEnd <= nameStart + MOST_REFERENCE_CHARS
                    && isAsciiLetterOrDigit(text.charAt(nameEnd))) {
                nameEnd++;
            }
            int end = end(nameEnd);
            if (end < 0) {
                return Optional.empty();
            }
            String name = text.substring(nameStart, nameEnd).toLowerCase(Locale.ROOT);
            if (INLINES.contains(name)) {
                return Optional.of(new Tag("markup.tag", end, ""));
            }
            if (!BLOCKS.contains(name)) {
                return Optional.empty();
            }
            if (!closes && (name.equals("script") || name.equals("style"))) {
                return Optional.of(new Tag("markup." + name, endOfContent(name, end), "\n"));
            }
            return Optional.of(new Tag("markup.tag", end, "\n"));
        }

        /** The place after the angle bracket that closes a tag whose name ends at a place, or -1. */
        private int end(int nameEnd) {
            if (nameEnd >= text.length() || " \t\n/>".indexOf(text.charAt(nameEnd)) < 0) {
                return -1;
            }
            int most = Math.min(text.length(), nameEnd + MOST_TAG_CHARS);
            for (int i = nameEnd; i < most; i++) {
                if (text.charAt(i) == '>') {
                    return i + 1;
                }
                if (text.charAt(i) == '<') {
                    return -1;
                }
            }
            return -1;
        }

        /** The place after the closing tag, or after the opening one if it is never closed. */
        private int endOfContent(String name, int afterOpening) {
            if (neverClosed.contains(name)) {
                return afterOpening;
            }
            for (int at = text.indexOf("</", afterOpening); at >= 0; at = text.indexOf("</", at + 2)) {
                int end = end(at + 2 + name.length());
                if (end > 0 && text.regionMatches(true, at + 2, name, 0, name.length())) {
                    return end;
                }
            }
            neverClosed.add(name);
            return afterOpening;
        }

        private static boolean isAsciiLetterOrDigit(char unit) {
            return unit < 0x80 && Character.isLetterOrDigit(unit);
        }
    }
}
