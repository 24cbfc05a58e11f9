package io.nephrite.core.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.plans.Plans;
import io.nephrite.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptLogitsSizeTest {
    @Test
    void countsHalfPrecisionLogitsOfEachConfigurationsGrid() throws IOException {
        Plans plans = Plans.parse(Files.readAllBytes(
                SharedData.path("reference/selection/labels/preprocessed/Dataset505_SelectLabels/nnUNetPlans.json")));
        KeptLogitsSize size = new KeptLogitsSize(plans, 3, 10);
        // 36 slices of 50 x 35 voxels, three outputs of two bytes, ten cases; both configurations have that grid
        assertThat(size.bytes(plans.configuration("2d"))).isEqualTo(36L * 50 * 35 * 3 * 2 * 10);
        assertThat(size.bytes(plans.configuration("3d_fullres"))).isEqualTo(36L * 50 * 35 * 3 * 2 * 10);
        assertThat(size.inWords(List.of(plans.configuration("2d"), plans.configuration("3d_fullres"))))
                .contains("2 configurations", "up to 0.01 GiB");
    }
}
