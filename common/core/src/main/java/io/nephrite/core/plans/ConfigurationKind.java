package io.nephrite.core.plans;

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

    public boolean is(String configuration) {
        return text.equals(configuration);
    }

    /** nnU-Net's name of it, such as {@code 3d_fullres}. */
    public String text() {
        return text;
    }
}
