package io.nephrite.imaging.read;

import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.volume.ImageVolume;

/** An image and the header it was read with. */
public record FileImage(ImageHeader header, ImageVolume volume) {}
