package io.nephrite.core.plans;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How the intensities of a channel are normalised. Documents have the names of nnU-Net's classes.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code default_normalization_schemes}.
 */
public enum NormalizationScheme {
    /** Clipped to two percentiles of the data set's foreground, less its mean, divided by its deviation. */
    CT("CTNormalization", "ct"),
    /** Less the case's mean, divided by its deviation. */
    Z_SCORE("ZScoreNormalization", "zscore"),
    NONE("NoNormalization", "nonorm"),
    /** The case's least and greatest intensity become 0 and 1. */
    RESCALE_TO_01("RescaleTo01Normalization", "rescale_to_0_1"),
    /** Divided by 255. */
    RGB_TO_01("RGBTo01Normalization", "rgb_to_0_1");

    private final String className;
    private final String channelName;

    NormalizationScheme(String className, String channelName) {
        this.className = className;
        this.channelName = channelName;
    }

    /** The scheme that nnU-Net gives to a channel by its name: the z-score unless the name says otherwise. */
    public static NormalizationScheme ofChannel(String name) {
        return Arrays.stream(values())
                .filter(s -> s.channelName.equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(Z_SCORE);
    }

    /**
     * Finds a scheme by the name of nnU-Net's class.
     *
     * @throws IllegalArgumentException with the known names where nnU-Net has no such class
     */
    @JsonCreator
    public static NormalizationScheme named(String className) {
        return Arrays.stream(values())
                .filter(s -> s.className.equals(className))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "normalisation " + className + " is not known; known are " + String.join(", ", classNames())));
    }

    /** Such as {@code CTNormalization}. */
    @JsonValue
    public String className() {
        return className;
    }

    /** Of all schemes. */
    public static List<String> classNames() {
        return Arrays.stream(values()).map(NormalizationScheme::className).toList();
    }
}
