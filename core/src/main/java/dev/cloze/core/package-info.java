/** The transformer. */
package dev.cloze.core;
