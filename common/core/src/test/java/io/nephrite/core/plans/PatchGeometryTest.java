package io.nephrite.core.plans;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Initial patches as nnU-Net 2.8.1 computes them. */
class PatchGeometryTest {
    @Test
    void cutsOutEnoughForRotation() {
        assertThat(PatchGeometry.of(32, 64, 64).initial()).containsExactly(70, 102, 84);
        assertThat(PatchGeometry.of(128, 128, 128).initial()).containsExactly(205, 205, 205);
        assertThat(PatchGeometry.of(96, 160, 160).initial()).containsExactly(191, 257, 219);
        assertThat(PatchGeometry.of(56, 160, 160).initial()).containsExactly(151, 257, 195);
        assertThat(PatchGeometry.of(80, 160, 160).initial()).containsExactly(175, 257, 210);
    }

    @Test
    void staysInThePlaneWhereThePatchIsFlat() {
        PatchGeometry flat = PatchGeometry.of(20, 160, 160);
        assertThat(flat.planar()).isTrue();
        assertThat(flat.initial()[0]).isEqualTo(20);
        assertThat(flat.maxRotation()).isEqualTo(Math.PI);
        assertThat(PatchGeometry.of(56, 160, 160).planar()).isFalse();
    }

    @Test
    void treatsTwoDimensionsAsOneSlice() {
        PatchGeometry square = PatchGeometry.of(160, 160);
        assertThat(square.initial()).containsExactly(1, 188, 188);
        assertThat(square.patch()).containsExactly(1, 160, 160);
        assertThat(square.maxRotation()).isEqualTo(Math.PI);
        assertThat(PatchGeometry.of(56, 32).maxRotation()).isEqualTo(Math.toRadians(15));
    }
}
