/** The shape of an encoder as records that check themselves at birth. Knows neither tensors nor files. */
package dev.cloze.core.config;
