package io.nephrite.bench;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.phantom.EnlargedPhantom;
import java.io.IOException;
import java.nio.file.Path;

/** A case of the size of KiTS19's, for where no peer makes one: 512 × 512 × 234 voxels. */
final class FullSizeCase {
    private static final Shape3 SHAPE = new Shape3(512, 512, 234);
    private static final Spacing SPACING = new Spacing(0.69921875, 0.69921875, 1);
    private static final long SEED = 1;

    private FullSizeCase() {}

    static void write(Path image, Path label) throws IOException {
        write(image, label, SHAPE);
    }

    /** The same anatomy on another grid. */
    static void write(Path image, Path label, Shape3 shape) throws IOException {
        new EnlargedPhantom().write(image, label, shape, SPACING, SEED);
    }
}
