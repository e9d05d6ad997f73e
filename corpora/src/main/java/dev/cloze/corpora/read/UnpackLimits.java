package dev.cloze.corpora.read;

/**
 * The bounds of what one input file may unpack to, over all layers of compression and archives in it together. They stop
 * files that are made to keep a reader busy for ever; memory is bounded without them.
 */
final class UnpackLimits {
    /** So many bytes are allowed for each byte read from the disk: real text packs to a tenth or a fiftieth. */
    static final long RATIO = 300;

    /** So many bytes are allowed whatever was read. */
    static final long FREE_BYTES = 64L << 20;

    /** So many bytes are allowed at most: 4 TiB. */
    static final long MOST_BYTES = 4L << 40;

    /** Archives and compressed streams within each other: {@code a.zip!b.tar.gz!c.gz} has four. */
    static final int MOST_LAYERS = 8;

    /** For streams that come from ourselves. */
    static final UnpackLimits NONE = new UnpackLimits(null);

    private final CountingStream disk;
    private long unpacked;

    /**
     * The limits of a file.
     *
     * @param disk what is taken from the file; null for no limits
     */
    UnpackLimits(CountingStream disk) {
        this.disk = disk;
    }

    /** Counts bytes that a layer has given. */
    void unpacked(String source, int bytes) throws UnpacksTooFarException {
        if (disk == null) {
            return;
        }
        unpacked += bytes;
        if (unpacked > FREE_BYTES + RATIO * disk.bytesRead() || unpacked > MOST_BYTES) {
            throw new UnpacksTooFarException(
                    source,
                    "at most " + RATIO + " bytes for each packed byte, and " + MOST_BYTES,
                    unpacked + " bytes from " + disk.bytesRead());
        }
    }
}
