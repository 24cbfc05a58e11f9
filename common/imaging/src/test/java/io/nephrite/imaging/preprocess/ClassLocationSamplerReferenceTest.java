package io.nephrite.imaging.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.json.Json;
import io.nephrite.imaging.resample.ResamplingPlan;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against nnU-Net's own draws; {@code rules.npz} is made by {@code make_rules.py} beside it. */
class ClassLocationSamplerReferenceTest {
    private static final List<List<Integer>> REGIONS = List.of(List.of(1, 2, 3), List.of(3, 2), List.of(3));

    private final Map<String, ReferenceArray> rules = ReferenceNumbers.npz(ResamplingPlan.class, "rules.npz");

    private ClassLocations sampled() {
        ReferenceArray labels = rules.get("location_labels");
        int[] s = labels.shape();
        return ClassLocationSampler.sample(LabelArray.of(labels.bytes()), new Shape3(s[0], s[1], s[2]), REGIONS);
    }

    @Test
    void drawsTheSameVoxelsOfRegionsThatOverlap() {
        ClassLocations ours = sampled();
        for (List<Integer> values : REGIONS) {
            StringBuilder name = new StringBuilder("locations_");
            values.forEach(name::append);
            double[] theirs = rules.get(name.toString()).doubles();
            double[] found = new double[3 * ours.count(values)];
            for (int i = 0; i < found.length; i++) {
                found[i] = ours.get(values, i / 3, i % 3);
            }
            assertThat(found).as(name.toString()).isEqualTo(theirs);
        }
    }

    @Test
    void areTheSameAfterAFile() {
        ClassLocations ours = sampled();
        byte[] file = Json.bytes(ours);
        assertThat(Json.tree(file).properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("(1, 2, 3)", "(3, 2)", "3");
        assertThat(Json.read(file, ClassLocations.class)).isEqualTo(ours);
    }
}
