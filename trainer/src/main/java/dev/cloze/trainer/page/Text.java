package dev.cloze.trainer.page;

/** A paragraph. */
public record Text(String text) implements Block {
    @Override
    public String html() {
        return "<p>" + escaped(text) + "</p>\n";
    }

    /** A text that means itself in HTML, between tags and in quoted attributes. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
