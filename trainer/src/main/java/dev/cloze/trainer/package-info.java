/** Training. */
package dev.cloze.trainer;
