package io.nephrite.testkit;

import java.nio.file.Path;

/**
 * The two sizes in which reference results of nnU-Net exist. A test that takes this enum as its parameter runs once on
 * the small results, which every checkout has, and once on the larger ones, or is skipped for these where they are
 * absent.
 */
public enum ReferenceSize {
    SMALL,
    LARGE;

    /**
     * Returns the path of a reference result whose place is the same in both sizes.
     *
     * @param relative such as {@code cascade/batch.npz}
     */
    public Path path(String relative) {
        return path(relative, "reference/" + relative);
    }

    /**
     * Returns the path of a reference result.
     *
     * @param small its place in the project's small results, see {@link SmallReference#path}
     * @param large its place in the data beside the project, see {@link SharedData#path}
     */
    public Path path(String small, String large) {
        return this == SMALL ? SmallReference.path(small) : SharedData.path(large);
    }
}
