package dev.cloze.tokenizer.encode;

import dev.cloze.tokenizer.text.AlignedText;

/**
 * A part of a text between added tokens, normalized, as characters, and the place in the original for which each of them
 * stands.
 */
abstract class Section {
    final char[] characters;
    final int from;
    final int to;

    private Section(char[] characters, int from, int to) {
        this.characters = characters;
        this.from = from;
        this.to = to;
    }

    /** Where in the original a chunk begins that begins at this index. */
    abstract int start(int index);

    /** Where in the original a chunk ends that ends before this index. */
    abstract int end(int index);

    /** The characters from one index up to another, with their places in the original. */
    AlignedText aligned(int first, int last) {
        return AlignedText.of(characters, first, last, this::start, this::end);
    }

    /** A part of the original that no normalizer has changed. */
    static Section unchanged(char[] text, int from, int to) {
        return new Section(text, from, to) {
            @Override
            int start(int index) {
                return index;
            }

            @Override
            int end(int index) {
                return index;
            }
        };
    }

    /**
     * A changed part.
     *
     * @param origin where in the original the part began of which the text counts its places
     */
    static Section changed(AlignedText text, int origin) {
        char[] characters = text.toCharArray();
        int[] starts = new int[characters.length];
        int[] ends = new int[characters.length];
        for (int i = 0, at = 0; i < text.length(); i++) {
            for (int chars = Character.charCount(text.codePoint(i)); chars > 0; chars--) {
                starts[at] = origin + text.start(i);
                ends[at++] = origin + text.end(i);
            }
        }
        return new Section(characters, 0, characters.length) {
            @Override
            int start(int index) {
                return starts[index];
            }

            @Override
            int end(int index) {
                return ends[index - 1];
            }
        };
    }
}
