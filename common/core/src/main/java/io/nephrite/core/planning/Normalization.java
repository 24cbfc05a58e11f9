package io.nephrite.core.planning;

import java.util.List;
import java.util.Locale;

/** Which normalisation a channel gets by its name, under nnU-Net's class names. */
final class Normalization {
    private static final String Z_SCORE = "ZScoreNormalization";
    private static final double CROPPED_MUCH = 0.75;

    private Normalization() {}

    static List<String> schemes(List<String> channelNames) {
        return channelNames.stream()
                .map(name -> switch (name.toLowerCase(Locale.ROOT)) {
                    case "ct" -> "CTNormalization";
                    case "nonorm" -> "NoNormalization";
                    case "rescale_to_0_1" -> "RescaleTo01Normalization";
                    case "rgb_to_0_1" -> "RGBTo01Normalization";
                    default -> Z_SCORE;
                })
                .toList();
    }

    /** Only non-zero voxels are normalised where the crop has removed much, and only by the z-score. */
    static List<Boolean> useMask(List<String> schemes, double medianRelativeSize) {
        return schemes.stream()
                .map(scheme -> scheme.equals(Z_SCORE) && medianRelativeSize < CROPPED_MUCH)
                .toList();
    }
}
