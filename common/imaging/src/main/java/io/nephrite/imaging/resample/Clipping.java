package io.nephrite.imaging.resample;

/** To which range results are clamped, because a spline overshoots. */
enum Clipping {
    NONE,
    /** Of the whole source. */
    VOLUME,
    /** Of each source plane. */
    PLANE
}
