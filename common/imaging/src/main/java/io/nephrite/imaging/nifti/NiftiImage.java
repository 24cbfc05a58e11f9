package io.nephrite.imaging.nifti;

import io.nephrite.imaging.volume.ImageVolume;

/** An image and the header it was read with. */
public record NiftiImage(NiftiHeader header, ImageVolume volume) {}
