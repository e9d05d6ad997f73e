package dev.cloze.corpora.read;

/** Names of sources as they are shown: an archive's author chooses the names of its entries, and not what a terminal does. */
final class Sources {
    private static final int LONGEST_NAME = 300;

    private Sources() {}

    /** The source of an entry. The name stays a name: nothing is ever written where it points. */
    static String entry(String archive, String name) {
        return archive + "!" + shown(name);
    }

    /** The source of a line. */
    static String line(String source, long line) {
        return source + ":line " + line;
    }

    /** The text with control and formatting characters written as escapes, and not longer than a message may be. */
    static String shown(String name) {
        StringBuilder shown = new StringBuilder();
        int length = Math.min(name.length(), LONGEST_NAME);
        for (int i = 0; i < length; i++) {
            char unit = name.charAt(i);
            int type = Character.getType(unit);
            if (type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR) {
                shown.append(String.format("\\u%04x", (int) unit));
            } else if (type == Character.SURROGATE
                    && !(Character.isHighSurrogate(unit)
                            && i + 1 < length
                            && Character.isLowSurrogate(name.charAt(i + 1)))
                    && !(Character.isLowSurrogate(unit) && i > 0 && Character.isHighSurrogate(name.charAt(i - 1)))) {
                shown.append('\uFFFD');
            } else {
                shown.append(unit);
            }
        }
        if (name.length() > LONGEST_NAME) {
            shown.append('…');
        }
        return shown.toString();
    }
}
