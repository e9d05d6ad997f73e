/** Learning rates as pure functions of the step. */
package dev.cloze.trainer.schedule;
