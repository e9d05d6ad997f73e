package dev.cloze.corpora.clean;

/**
 * Where sentences end, without a model: at a run of terminal punctuation, closing quotes and brackets after it included,
 * before white space or the end (after an ideographic full stop anywhere); what remains of a line is a sentence too. An abbreviation counts as an end.
 */
final class Sentences {
    /** The common members of Unicode's Sentence_Terminal in scripts in use. */
    private static final String ENDS = ".?!。！？｡．؟۔।॥։።፧፨។៕၊။‼‽⁇⁈⁉﹖﹗᙮߹܀܁܂෴";

    private static final String CLOSERS = "\"')]}’”»›」』）";

    /** From here on stand full stops of scripts that put no space after them. */
    private static final char FIRST_IDEOGRAPHIC = '\u3000';

    private Sentences() {}

    static boolean isEnd(char unit) {
        return unit < 0x80 ? unit == '.' || unit == '?' || unit == '!' : ENDS.indexOf(unit) >= 0;
    }

    /** The sentences of a line without white space around it. */
    static int count(char[] chars, int start, int end) {
        int sentences = 0;
        boolean open = false;
        int at = start;
        while (at < end) {
            if (!isEnd(chars[at])) {
                open |= (CharClass.of(chars[at]) & CharClass.SPACE) == 0;
                at++;
                continue;
            }
            boolean partsWords = chars[at] < FIRST_IDEOGRAPHIC;
            while (at < end && (isEnd(chars[at]) || CLOSERS.indexOf(chars[at]) >= 0)) {
                at++;
            }
            open = true;
            if (at == end || !partsWords || (CharClass.of(chars[at]) & CharClass.SPACE) != 0) {
                sentences++;
                open = false;
            }
        }
        return sentences + (open ? 1 : 0);
    }
}
