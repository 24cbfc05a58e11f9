package io.nephrite.core.experiment;

import java.util.List;
import java.util.Objects;

/**
 * Resampling of the raw images before everything else, as {@code sitk.Resample} does it (the KiTS19 recipe).
 *
 * @param spacingMm three values in file axes (x, y, z), mm
 * @param label always {@link RawInterpolation#NEAREST}
 * @param defaultValue what voxels outside the source get; −1024 is air on CT
 */
public record RawResampling(
        List<Double> spacingMm, RawInterpolation image, RawInterpolation label, double defaultValue) {
    public RawResampling {
        spacingMm = List.copyOf(spacingMm);
        if (spacingMm.size() != 3 || !spacingMm.stream().allMatch(v -> v > 0 && v < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("spacingMm needs three values > 0, found " + spacingMm);
        }
        Objects.requireNonNull(image, "image");
        if (label != RawInterpolation.NEAREST) {
            throw new IllegalArgumentException("label must be nearest, found " + label);
        }
    }
}
