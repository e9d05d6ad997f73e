/** The command {@code cloze bench}; the program finds it by {@code ServiceLoader}. */
package dev.cloze.benchmarks.cli;
