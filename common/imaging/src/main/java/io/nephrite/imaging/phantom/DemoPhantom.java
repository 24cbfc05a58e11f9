package io.nephrite.imaging.phantom;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.json.Json;
import java.io.IOException;
import java.nio.file.Path;

/** The dataset of the demonstration: the same bytes wherever it is made. */
public final class DemoPhantom {
    /** Training cases. */
    public static final int CASES = 16;

    /** Images without labels, which the chosen model predicts. */
    public static final int TESTS = 2;

    public static final LabelMap LABELS = LabelMap.of("background", "kidney", "tumor");

    private static final long SEED = 2026;

    private DemoPhantom() {}

    /**
     * Writes the dataset of the demonstration.
     *
     * @param directory is made where it is not there
     */
    public static void write(Path directory) throws IOException {
        PhantomDataset.write(directory, CASES, TESTS, SEED, PhantomSize.DEMO);
    }

    /**
     * Makes one case of the demonstration.
     *
     * @param number training cases first, then the images without labels
     */
    public static PhantomCase phantom(int number) {
        return PhantomDataset.phantom(number, SEED, PhantomSize.DEMO);
    }

    /** Its dataset.json. */
    public static byte[] description() {
        return Json.pretty(PhantomDataset.description(CASES));
    }
}
