package dev.cloze.corpora.read;

/** The formats that hold documents. */
public enum Format {
    /** Plain text; {@link Unit} says what of it becomes a document. */
    TEXT("text"),
    /** One JSON value a line. */
    JSON_LINES("jsonl"),
    /** One JSON document: its fields, or the elements of its array; also several one after another. */
    JSON("json"),
    /** Comma-separated values (RFC 4180). */
    CSV("csv"),
    /** Tab-separated values, without quoting. */
    TSV("tsv"),
    /** A page of HTML. */
    HTML("html"),
    /** A dump of MediaWiki's pages in XML. */
    WIKIPEDIA("wikipedia"),
    /** A web archive (ISO 28500): responses, resources and conversions (WET). */
    WARC("warc"),
    /** Apache Parquet. */
    PARQUET("parquet"),
    /** One message (RFC 5322 and MIME). */
    MAIL("mail"),
    /** Messages one after another (RFC 4155). */
    MBOX("mbox");

    private final String word;

    Format(String word) {
        this.word = word;
    }

    /** The format as recipes name it. */
    public String word() {
        return word;
    }
}
