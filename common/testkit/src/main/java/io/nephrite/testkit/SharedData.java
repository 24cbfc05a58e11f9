package io.nephrite.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Finds real data and large reference results beside the project. Tests that use them are skipped with a message if
 * they are absent. {@link SmallReference} finds small results that are always there.
 */
public final class SharedData {
    private static final String PROPERTY = "nephrite.shared";

    private SharedData() {}

    /**
     * Finds a file or folder of the data beside the project.
     *
     * @param relative such as {@code reference/parity/net_parity.npz}
     * @return an existing file or folder; the test is skipped if it does not exist
     */
    public static Path path(String relative) {
        String root = System.getProperty(PROPERTY);
        Assumptions.assumeTrue(root != null, () -> "SKIPPED: system property " + PROPERTY + " is not set");
        Path path = Path.of(root).resolve(relative).normalize();
        Assumptions.assumeTrue(Files.exists(path), () -> "SKIPPED: no " + path);
        return path;
    }
}
