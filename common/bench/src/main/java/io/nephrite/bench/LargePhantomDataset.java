package io.nephrite.bench;

import io.nephrite.imaging.phantom.PhantomDataset;
import io.nephrite.imaging.phantom.PhantomSize;
import java.io.IOException;
import java.nio.file.Path;

/** A dataset to be looked at: one case of the size of KiTS19's beside small ones. */
final class LargePhantomDataset {
    static final String NAME = "Task902_Large";
    static final String CASE = "case_00000";

    private static final int CASES = 5;
    private static final long SEED = 1;

    private LargePhantomDataset() {}

    /** @param parent gets the folder {@link #NAME} */
    static void write(Path parent) throws IOException {
        Path dataset = parent.resolve(NAME);
        PhantomDataset.write(dataset, CASES, SEED, PhantomSize.TINY);
        FullSizeCase.write(
                dataset.resolve("imagesTr").resolve(CASE + "_0000.nii.gz"),
                dataset.resolve("labelsTr").resolve(CASE + ".nii.gz"));
    }
}
