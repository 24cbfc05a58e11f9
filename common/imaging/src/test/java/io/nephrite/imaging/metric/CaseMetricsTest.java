package io.nephrite.imaging.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.Label;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaseMetricsTest {
    private static LabelVolume volume(int... labels) {
        byte[] voxels = new byte[labels.length];
        for (int i = 0; i < labels.length; i++) {
            voxels[i] = (byte) labels[i];
        }
        return new LabelVolume(voxels, new Shape3(1, 1, labels.length), new Spacing(1, 1, 1));
    }

    @Test
    void scoresRegionsAsUnionsAndLeavesIgnoredVoxelsOut() {
        LabelMap labels = new LabelMap(
                List.of(
                        Label.of("background", 0),
                        new Label("whole", List.of(1, 2)),
                        Label.of("core", 2),
                        Label.of(Label.IGNORE, 3)),
                List.of(1, 2));

        CaseMetrics metrics = CaseMetrics.of("p", "r", volume(1, 1, 0, 2, 2, 0), volume(0, 1, 2, 3, 2, 1), labels);

        assertThat(metrics.metrics().keySet()).containsExactlyInAnyOrder("(1, 2)", "2");
        assertThat(metrics.metrics().get("(1, 2)")).isEqualTo(new ConfusionCounts(2, 1, 2, 0));
        assertThat(metrics.metrics().get("2")).isEqualTo(new ConfusionCounts(1, 0, 1, 3));
    }
}
