package dev.cloze.trainer.page;

/** A part of a section. */
public sealed interface Block permits HeatMap, LineChart, Table, Text {
    /** The block as HTML, every text in it escaped. */
    String html();
}
