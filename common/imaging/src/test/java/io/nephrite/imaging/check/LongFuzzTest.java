package io.nephrite.imaging.check;

import org.junit.jupiter.api.Tag;

/** The same with more inputs; those of NIfTI and of descriptions are tried further by what is guided by coverage. */
@Tag("full")
class LongFuzzTest extends FuzzTest {
    @Override
    int inputs() {
        return 100_000;
    }
}
