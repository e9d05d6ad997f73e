/** Trained models that come inside published artifacts, turned into folders that the program reads. */
package dev.cloze.benchmarks.models;
