package io.nephrite.core.experiment;

import java.util.List;

/**
 * Resampling of the raw images before everything else, as {@code sitk.Resample} does it (the KiTS19 recipe).
 *
 * @param spacingMm three values in file axes (x, y, z), mm
 * @param image {@code bspline}, {@code linear} or {@code nearest}
 * @param label {@code nearest}
 * @param defaultValue what voxels outside the source get; −1024 is air on CT
 */
public record RawResampling(List<Double> spacingMm, String image, String label, double defaultValue) {
    public RawResampling {
        spacingMm = List.copyOf(spacingMm);
        if (spacingMm.size() != 3 || !spacingMm.stream().allMatch(v -> v > 0 && v < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("spacingMm needs three values > 0, found " + spacingMm);
        }
        if (!List.of("bspline", "linear", "nearest").contains(image)) {
            throw new IllegalArgumentException("image must be bspline, linear or nearest, found " + image);
        }
        if (!"nearest".equals(label)) {
            throw new IllegalArgumentException("label must be nearest, found " + label);
        }
    }
}
