package io.nephrite.imaging.preprocess;

import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.fingerprint.IntensityProperties;
import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.plans.LabelRule;
import io.nephrite.core.plans.NormalizationScheme;
import io.nephrite.core.plans.PreprocessingOrder;
import io.nephrite.core.plans.PreprocessingParameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parameters of small made-up plans, one channel unless said otherwise. */
public final class TestParameters {
    private PreprocessingOrder order = PreprocessingOrder.V2;
    private AxisOrder transpose = AxisOrder.IDENTITY;
    private List<Double> spacing = List.of(1.0, 1.0, 1.0);
    private List<NormalizationScheme> schemes = List.of(NormalizationScheme.NONE);
    private List<Boolean> masks = List.of(false);
    private Optional<Boolean> imageSeparateZ = Optional.empty();
    private Optional<Boolean> labelSeparateZ = Optional.empty();
    private Optional<RawResampling> raw = Optional.empty();

    public TestParameters order(PreprocessingOrder value) {
        order = value;
        return this;
    }

    public TestParameters transpose(int... axes) {
        transpose = AxisOrder.of(axes);
        return this;
    }

    public TestParameters spacing(Double... mm) {
        spacing = List.of(mm);
        return this;
    }

    public TestParameters scheme(NormalizationScheme scheme, boolean mask) {
        schemes = List.of(scheme);
        masks = List.of(mask);
        return this;
    }

    public TestParameters schemes(NormalizationScheme... all) {
        schemes = List.of(all);
        masks = schemes.stream().map(s -> false).toList();
        return this;
    }

    public TestParameters separateZ(boolean ofImage, boolean ofLabel) {
        imageSeparateZ = Optional.of(ofImage);
        labelSeparateZ = Optional.of(ofLabel);
        return this;
    }

    public TestParameters raw(RawResampling value) {
        raw = Optional.of(value);
        return this;
    }

    public PreprocessingParameters build() {
        IntensityProperties ct = new IntensityProperties(300, 50, 40, -100, -80, 200, 25);
        return new PreprocessingParameters(
                order,
                transpose,
                spacing,
                schemes,
                masks,
                Map.of("0", ct),
                3,
                0,
                1,
                0,
                imageSeparateZ,
                labelSeparateZ,
                Optional.of(LabelRule.HIGHEST_SCORE),
                List.of(List.of(1), List.of(2)),
                raw);
    }
}
