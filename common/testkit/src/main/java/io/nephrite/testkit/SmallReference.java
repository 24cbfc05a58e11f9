package io.nephrite.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds small reference results of nnU-Net, which every checkout has: the files of {@code common/testkit/reference}.
 * The script {@code make_reference.py} in that folder makes them from synthetic images and seeded numbers. {@link
 * SharedData} finds larger ones, which are made from real images and are not part of the project.
 */
public final class SmallReference {
    private static final String PROPERTY = "nephrite.reference";

    private SmallReference() {}

    /**
     * Returns the path of a file or folder of the small reference data.
     *
     * @param relative such as {@code network/parity.npz}
     * @return an existing file or folder
     * @throws IllegalStateException where it does not exist, so that no test is skipped by mistake
     */
    public static Path path(String relative) {
        String root = System.getProperty(PROPERTY);
        if (root == null) {
            throw new IllegalStateException(
                    "system property " + PROPERTY + " is not set; set it to the folder common/testkit/reference");
        }
        Path path = Path.of(root).resolve(relative).normalize();
        if (!Files.exists(path)) {
            throw new IllegalStateException(
                    path + " does not exist; python common/testkit/reference/make_reference.py writes it");
        }
        return path;
    }
}
