package io.nephrite.local.command;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version in the manifest of the jar that runs, which the build writes there. */
final class JarVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(JarVersion.class.getPackage().getImplementationVersion())
                .orElse("(not from a jar)");
        return new String[] {"nephrite " + version};
    }
}
