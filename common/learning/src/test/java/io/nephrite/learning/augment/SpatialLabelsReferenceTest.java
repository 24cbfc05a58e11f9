package io.nephrite.learning.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Labels against batchgeneratorsv2's SpatialTransform as spatial_labels.py beside the numbers calls it, to the voxel.
 */
class SpatialLabelsReferenceTest {
    private final Map<String, ReferenceArray> reference =
            ReferenceNumbers.npz(SpatialLabelsReferenceTest.class, "spatial_labels.npz");

    @ParameterizedTest
    @ValueSource(strings = {"turned", "outside", "middle", "quarter", "planar", "planar_middle"})
    void givesEachVoxelTheLabelOfTheHighestScore(String name) {
        ReferenceArray labels = reference.get(name + "_labels");
        ReferenceArray expected = reference.get(name + "_result");
        SpatialTransform transform =
                SpatialTransform.of(false, labels.shape(), expected.shape(), name.startsWith("planar"));

        short[] result = new short[expected.shorts().length];
        transform.segmentation(
                labels.shorts(),
                SourceBox.whole(labels.shape()),
                result,
                0,
                reference.get(name + "_matrix").doubles());

        assertThat(result).isEqualTo(expected.shorts());
    }
}
