package dev.cloze.corpora.read;

/** Why a piece of input did not become a document as it stood. */
public enum ReadReason {
    /** A hidden entry of a folder, such as {@code .git}. */
    HIDDEN(Kind.LEFT_OUT, "hidden"),
    /** A pipe, a device, a socket, a link into its own folder or to nothing, a link in an archive. */
    NOT_A_FILE(Kind.LEFT_OUT, "not a file"),
    /** Without a byte. */
    EMPTY(Kind.LEFT_OUT, "empty"),
    /** Of a format that holds no text, or one that is not read here. */
    NOT_TEXT(Kind.LEFT_OUT, "not text"),
    /** A record of a file that is not a document: a redirect, a page of another name space, a request. */
    NOT_A_DOCUMENT(Kind.LEFT_OUT, "not a document"),
    /** A record without the field that holds the text. */
    NO_FIELD(Kind.LEFT_OUT, "no field"),
    /** A record with no word in it. */
    NO_TEXT(Kind.LEFT_OUT, "no text"),
    /** Malformed bytes or halves of surrogate pairs, a few, each replaced by U+FFFD; the document is kept. */
    REPAIRED(Kind.CHANGED, "repaired"),
    /** A document longer than allowed, divided into several. */
    SPLIT(Kind.CHANGED, "split"),
    /** A file or folder that the system does not let us read. */
    UNREADABLE(Kind.LOST, "unreadable"),
    /** A damaged compressed stream or archive; what came before the damage is kept. */
    DAMAGED_PACKING(Kind.LOST, "damaged packing"),
    /** Archives within archives beyond the limit. */
    TOO_DEEP(Kind.LOST, "too deep"),
    /** A compressed input that grows beyond the limits. */
    UNPACKS_TOO_FAR(Kind.LOST, "unpacks too far"),
    /** A record that cannot be divided and is larger than the limit. */
    TOO_LONG(Kind.LOST, "too long"),
    /** A record that breaks the rules of its format. */
    DAMAGED_RECORD(Kind.LOST, "damaged record"),
    /** Too many malformed bytes. */
    DAMAGED_TEXT(Kind.LOST, "damaged text");

    /** What happened to the piece. */
    public enum Kind {
        /** Nothing in it to keep: no fault. */
        LEFT_OUT,
        /** Kept, but not as it stood. */
        CHANGED,
        /** There may have been text in it: a fault, which stops a strict reading. */
        LOST
    }

    private final Kind kind;
    private final String words;

    ReadReason(Kind kind, String words) {
        this.kind = kind;
        this.words = words;
    }

    /** Whether it is a fault of the input. */
    public Kind kind() {
        return kind;
    }

    /** The reason in words, for reports. */
    public String words() {
        return words;
    }
}
