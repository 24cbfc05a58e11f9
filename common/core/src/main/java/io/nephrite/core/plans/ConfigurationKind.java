package io.nephrite.core.plans;

import java.util.Arrays;
import java.util.Optional;

/** The configurations that nnU-Net's planners make. Plans may have others, with names of their own. */
public enum ConfigurationKind {
    /** Slice by slice. */
    PLANAR("2d"),
    /** Volumes at a coarser spacing. */
    LOWRES("3d_lowres"),
    FULLRES("3d_fullres"),
    /** Volumes at the full resolution, with the segmentation of {@link #LOWRES} as a further input. */
    CASCADE("3d_cascade_fullres");

    private final String text;

    ConfigurationKind(String text) {
        this.text = text;
    }

    /** Empty where the configuration is none of nnU-Net's. */
    public static Optional<ConfigurationKind> of(String configuration) {
        return Arrays.stream(values()).filter(k -> k.is(configuration)).findFirst();
    }

    public boolean is(String configuration) {
        return text.equals(configuration);
    }

    /** nnU-Net's name of it, such as {@code 3d_fullres}. */
    public String text() {
        return text;
    }
}
