package io.nephrite.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.npy.NpyArray;
import io.nephrite.imaging.npy.NpyType;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class KeptLogitsWriterTest {
    @Test
    void keepsNumbersOfHalfPrecisionAsTheyAre() throws IOException {
        InMemoryObjectStore store = new InMemoryObjectStore();
        float[] logits = {0.5f, -1.25f, 3, 0x1p-24f, -65_504, 0, 7, 8, 9, 10, 11, 12};
        KeptLogitsWriter.write(store, "logits.npy.zst", logits, new Shape3(1, 2, 3));
        try (InputStream in = Npy.decompressing(store.get("logits.npy.zst"))) {
            NpyArray array = Npy.read(in);
            assertThat(array.type()).isEqualTo(NpyType.FLOAT16);
            assertThat(array.shape()).containsExactly(2, 1, 2, 3);
            assertThat(array.floats()).isEqualTo(logits);
        }
    }
}
