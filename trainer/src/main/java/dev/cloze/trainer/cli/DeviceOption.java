package dev.cloze.trainer.cli;

import picocli.CommandLine.Option;

/** The option of commands that compute. */
final class DeviceOption {
    @Option(
            names = "--device",
            defaultValue = "auto",
            paramLabel = "D",
            description = "auto, cpu or gpu:N (default: ${DEFAULT-VALUE}).")
    private String device;

    /** As {@link dev.cloze.core.torch.ComputeDevice#parse} reads it. */
    String name() {
        return device;
    }
}
