package dev.cloze.corpora.read;

/** The text in a field of a record: plain, or HTML. */
final class FieldText {
    private static final int LONGEST_TAG = 16;

    private FieldText() {}

    /** The paragraphs of a value. */
    static String of(String value, Markup markup) {
        boolean html = markup == Markup.HTML || (markup == Markup.BY_VALUE && looksLikeHtml(value));
        return html ? HtmlText.of(value) : Paragraphs.ofLines(value);
    }

    /** Has an end tag of HTML such as {@code </p>}, which no other text has by chance. */
    private static boolean looksLikeHtml(String value) {
        for (int at = value.indexOf("</"); at >= 0; at = value.indexOf("</", at + 2)) {
            int end = at + 2;
            while (end < value.length() && end - at <= LONGEST_TAG && value.charAt(end) != '>') {
                end++;
            }
            if (HtmlText.isElement(value.substring(at + 2, end).strip())) {
                return true;
            }
        }
        return false;
    }
}
