package io.nephrite.imaging.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.Label;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.json.Json;
import io.nephrite.imaging.surface.SurfaceDistances;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CaseEvaluatorTest {
    private static final LabelMap KITS = LabelMap.of("background", "kidney", "tumor");
    private static final CaseEvaluator EVALUATOR = new CaseEvaluator(KITS, 1, 1);

    @Test
    void measuresEachClassInTheSpacingOfTheReference() {
        SurfaceDistances kidney =
                measured("1110000", "0011100").surface().orElseThrow().byClass().get("1");
        // the voxels are 0.5 mm wide; the ends lie two voxels apart
        assertThat(kidney.hausdorff95Mm().getAsDouble()).isBetween(0.9, 1.0);
        assertThat(kidney.surfaceDice()).hasValue(1);
    }

    @Test
    void leavesAClassThatIsNowhereUndefined() {
        CaseMetrics metrics = measured("1100", "1100");
        assertThat(DiceScore.of(metrics.metrics().get("2"))).isEmpty();
        assertThat(metrics.surface().orElseThrow().byClass().get("2"))
                .isEqualTo(
                        new SurfaceDistances(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty()));
        assertThat(KitsScore.of(metrics).compositeDice()).isEmpty();
    }

    @Test
    void scoresAClassThatOnlyOneOfBothHasAsZeroWithoutDistance() {
        for (CaseMetrics metrics : List.of(measured("1122", "1111"), measured("1111", "1122"))) {
            assertThat(DiceScore.of(metrics.metrics().get("2"))).hasValue(0);
            assertThat(metrics.surface().orElseThrow().byClass().get("2"))
                    .isEqualTo(
                            new SurfaceDistances(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.of(0)));
        }
        assertThat(CaseEvaluator.ABSENT_CLASSES).contains("undefined", "are 0");
    }

    @Test
    void countsTumoursThatAreFoundMissedAndInvented() {
        // reference: three tumours; one is met by two pieces, one is missed; one piece lies where nothing is
        assertThat(measured("1202200020", "1222000002").lesions()).contains(new LesionCounts(1, 1, 1));
        assertThat(measured("1202002020", "1220002002").lesions()).contains(new LesionCounts(2, 1, 2));
    }

    @Test
    void countsTumoursOfKitsAlone() {
        LabelMap others = LabelMap.of("background", "anterior", "posterior");
        assertThat(new CaseEvaluator(others, 1, 1)
                        .evaluate("p", "r", row("12"), row("12"))
                        .lesions())
                .isEmpty();
    }

    @Test
    void readsFiguresOfReleasesThatMeasuredNoSurfaces() {
        CaseMetrics old = Json.read(
                ("{\"predictionFile\":\"p\",\"referenceFile\":\"r\",\"metrics\":{\"1\":{\"TP\":1,\"FP\":0,\"FN\":0,\"TN\":3}},"
                                + "\"foreground\":{\"TP\":1,\"FP\":0,\"FN\":0,\"TN\":3}}")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                CaseMetrics.class);
        assertThat(old.surface()).isEmpty();
        CaseMetrics measured = measured("1200", "1020");
        assertThat(Json.read(Json.bytes(measured), CaseMetrics.class)).isEqualTo(measured);
    }

    @Test
    void namesARegionOfOneValueAsNnunetDoes() {
        LabelMap regions = new LabelMap(
                List.of(
                        Label.of("background", 0),
                        new Label("whole", List.of(1, 2)),
                        new Label("core", List.of(2), true)),
                List.of(1, 2));
        assertThat(new CaseEvaluator(regions, 1, 1)
                        .evaluate("p", "r", row("12"), row("12"))
                        .metrics())
                .containsOnlyKeys("(1, 2)", "(2,)");
    }

    private static CaseMetrics measured(String prediction, String reference) {
        return EVALUATOR.evaluate("p", "r", row(prediction), row(reference));
    }

    private static LabelVolume row(String digits) {
        byte[] voxels = new byte[digits.length()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (byte) (digits.charAt(i) - '0');
        }
        return new LabelVolume(voxels, new Shape3(1, 1, voxels.length), new Spacing(1, 1, 0.5));
    }
}
