package dev.cloze.core.config;

/** How the encoder knows where a token stands in its document. */
public enum Positions {
    /** A trained vector for each position, added to the token's (Devlin et al. 2019). */
    LEARNED,
    /** Queries and keys turned by an angle that grows with the position (Su et al. 2021, section 3.2). */
    ROTARY
}
