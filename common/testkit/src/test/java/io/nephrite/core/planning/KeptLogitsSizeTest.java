package io.nephrite.core.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.plans.Plans;
import io.nephrite.testkit.SmallReference;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptLogitsSizeTest {
    @Test
    void countsHalfPrecisionLogitsOfEachConfigurationsGrid() throws IOException {
        Plans plans = Plans.parse(Files.readAllBytes(
                SmallReference.path("selection/labels/preprocessed/Dataset905_SelectLabels/nnUNetPlans.json")));
        KeptLogitsSize size = new KeptLogitsSize(plans, 3, 10_000);
        // a median image of 13 x 15.5 voxels in the plane, three outputs of two bytes, ten thousand cases; the 2d
        // configuration keeps the 8 slices of the median case, 3d_fullres has 9 after resampling
        assertThat(size.bytes(plans.configuration("2d"))).isEqualTo(((long) (8 * 13 * 15.5)) * 3 * 2 * 10_000);
        assertThat(size.bytes(plans.configuration("3d_fullres"))).isEqualTo(Math.round(9 * 13 * 15.5 * 3 * 2 * 10_000));
        assertThat(size.inWords(List.of(plans.configuration("2d"), plans.configuration("3d_fullres"))))
                .contains("2 configurations", "up to 0.19 GiB");
    }
}
