package io.nephrite.imaging.read;

import io.nephrite.core.dataset.ImageFormat;
import io.nephrite.imaging.format.ImageCodec;
import io.nephrite.imaging.metaimage.MetaImageCodec;
import io.nephrite.imaging.nifti.NiftiCodec;
import io.nephrite.imaging.nrrd.NrrdCodec;
import io.nephrite.imaging.raster.PictureCodec;
import io.nephrite.imaging.raster.TiffCodec;

/** Which codec reads and writes a file: the one place that knows all formats. */
final class ImageCodecs {
    private static final ImageCodec NIFTI = new NiftiCodec();
    private static final ImageCodec NRRD = new NrrdCodec();
    private static final ImageCodec META_IMAGE = new MetaImageCodec();
    private static final ImageCodec PNG = PictureCodec.png();
    private static final ImageCodec BMP = PictureCodec.bmp();
    private static final ImageCodec TIFF = new TiffCodec();

    private ImageCodecs() {}

    /** @param name of a file, which its ending ends; NIfTI where it says nothing */
    static ImageCodec of(String name) {
        return switch (ImageFormat.of(name).orElse(ImageFormat.NIFTI)) {
            case NIFTI -> NIFTI;
            case NRRD -> NRRD;
            case META_IMAGE -> META_IMAGE;
            case PNG -> PNG;
            case BMP -> BMP;
            case TIFF -> TIFF;
        };
    }
}
