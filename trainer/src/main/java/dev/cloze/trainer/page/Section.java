package dev.cloze.trainer.page;

import java.util.List;
import java.util.stream.Collectors;

/** A heading and what stands below it; charts stand side by side where there is room. */
public record Section(String title, List<Block> blocks) {
    public Section {
        blocks = List.copyOf(blocks);
    }

    String html() {
        String charts =
                blocks.stream().filter(Section::isChart).map(Block::html).collect(Collectors.joining());
        String others = blocks.stream()
                .filter(block -> !isChart(block))
                .map(Block::html)
                .collect(Collectors.joining());
        return "<section><h2>" + Text.escaped(title) + "</h2>\n"
                + (charts.isEmpty() ? "" : "<div class=\"charts\">" + charts + "</div>\n") + others + "</section>\n";
    }

    private static boolean isChart(Block block) {
        return block instanceof LineChart || block instanceof HeatMap;
    }
}
