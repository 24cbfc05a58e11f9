package io.nephrite.imaging.resample;

/** How a line of samples goes on beyond its ends. */
enum Extension {
    /** The outermost sample is repeated: nnU-Net. */
    EDGE,
    /** Mirrored about the centre of the outermost sample: ITK. */
    MIRROR
}
