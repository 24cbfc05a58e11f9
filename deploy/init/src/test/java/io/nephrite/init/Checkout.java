package io.nephrite.init;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of this checkout that a deployment uses. */
final class Checkout {
    static final Path ROOT = Path.of("../..");
    static final Path CHART = ROOT.resolve("deploy/helm/nephrite");
    static final Path KUBERNETES = ROOT.resolve("deploy/kubernetes");

    private Checkout() {}

    /** The version of pom.xml. */
    static String version() throws IOException {
        Matcher found =
                Pattern.compile("<revision>([^<]+)</revision>").matcher(Files.readString(ROOT.resolve("pom.xml")));
        if (!found.find()) {
            throw new IOException("pom.xml names no version");
        }
        return found.group(1);
    }

    /**
     * Whether a rendered file says what it must. On a wanted change run with {@code -Dnephrite.write=true}: the file is
     * written anew.
     */
    static String rendered(Path file, String made) throws IOException {
        if (Boolean.getBoolean("nephrite.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, made);
        }
        return Files.readString(file);
    }
}
