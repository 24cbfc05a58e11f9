package io.nephrite.imaging.check;

import org.junit.jupiter.api.Tag;

/** The same with many more inputs. */
@Tag("full")
class LongFuzzTest extends FuzzTest {
    LongFuzzTest() {
        super(400_000);
    }
}
