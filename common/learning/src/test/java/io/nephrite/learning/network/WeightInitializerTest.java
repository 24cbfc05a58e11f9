package io.nephrite.learning.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.ArchitecturePlan;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.NetworkClass;
import io.nephrite.learning.train.BallTask;
import io.nephrite.testkit.ReferenceSize;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WeightInitializerTest {
    private static final int[] ONE = {1, 1, 1};
    private static final int[] TWO = {2, 2, 2};
    private static final int[] THREE = {3, 3, 3};

    private static NetworkSpec spec() {
        return new NetworkSpec(
                ArchitecturePlan.of(
                        NetworkClass.PLAIN,
                        new int[] {16, 32, 64, 128, 256},
                        new int[][] {{1, 3, 3}, THREE, THREE, THREE, THREE},
                        new int[][] {ONE, {1, 2, 2}, TWO, TWO, TWO},
                        new int[] {2, 2, 2, 2, 2},
                        new int[] {2, 2, 2, 2}),
                1,
                3);
    }

    @ParameterizedTest
    @EnumSource
    void spreadsWeightsAsNnunetDoes(ReferenceSize size) throws IOException {
        JsonNode reference =
                Json.tree(Files.readAllBytes(size.path("network/init_stats.json", "reference/parity/init_stats.json")));
        NetworkSpec spec = spec();
        Map<String, Tensor> weights = WeightInitializer.weights(spec, 1, "0");
        for (Parameter p : spec.parameters()) {
            float[] values = weights.get(p.name()).floats();
            double mean = 0;
            for (float v : values) {
                mean += (double) v / values.length;
            }
            double variance = 0;
            for (float v : values) {
                variance += (v - mean) * (v - mean) / values.length;
            }
            JsonNode expected = reference.path(p.name());
            double std = expected.path("std").asDouble();
            // 5 standard errors, of ours and of theirs
            double error = 5 * std * Math.sqrt(2.0 / 2 / values.length) * Math.sqrt(2);
            assertThat(Math.sqrt(variance)).as(p.name()).isCloseTo(std, within(error + 1e-9));
            if (p.kind() != Parameter.Kind.CONVOLUTION) {
                assertThat(mean).as(p.name()).isEqualTo(expected.path("mean").asDouble());
            }
        }
    }

    @Test
    void residualBlocksBeginAsTheirSkips() {
        ConfigurationPlan plan = BallTask.plan(true);
        Map<String, Tensor> weights = WeightInitializer.weights(new NetworkSpec(plan.architecture(), 1, 3), 1, "0");
        List<String> zero = weights.keySet().stream()
                .filter(name -> name.endsWith("norm.weight"))
                .filter(name -> weights.get(name).floats()[0] == 0)
                .toList();
        assertThat(zero)
                .containsExactly(
                        "encoder.stages.0.blocks.0.conv2.norm.weight",
                        "encoder.stages.1.blocks.0.conv2.norm.weight",
                        "encoder.stages.2.blocks.0.conv2.norm.weight");
    }

    @Test
    void dependsOnSeedAndFoldAlone() {
        NetworkSpec spec = spec();
        String name = "encoder.stages.0.0.convs.0.conv.weight";
        float[] weights = WeightInitializer.weights(spec, 1, "0").get(name).floats();
        assertThat(WeightInitializer.weights(spec, 1, "0").get(name).floats()).isEqualTo(weights);
        assertThat(WeightInitializer.weights(spec, 2, "0").get(name).floats()).isNotEqualTo(weights);
        assertThat(WeightInitializer.weights(spec, 1, "1").get(name).floats()).isNotEqualTo(weights);
    }
}
