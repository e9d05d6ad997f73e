/** What a service does with a finished model, and nothing that trains it. */
package dev.cloze.core.inference;
