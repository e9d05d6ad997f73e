package dev.cloze.trainer.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the artifact that this class came in. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"cloze " + number()};
    }

    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
