package dev.cloze.core.graph;

/** What a tensor holds. */
public enum ElementType {
    REAL,
    /** 64-bit integers: token ids, positions, labels. */
    INTEGER
}
