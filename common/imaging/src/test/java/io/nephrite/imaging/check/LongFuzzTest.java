package io.nephrite.imaging.check;

import org.junit.jupiter.api.Tag;

/** The same with many more inputs. */
@Tag("full")
class LongFuzzTest extends FuzzTest {
    @Override
    int inputs() {
        return 400_000;
    }
}
