package io.nephrite.imaging.preprocess;

import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.resample.ItkResampler;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;

/** Resamples raw images and labels before everything else, as the KiTS19 recipe does it with SimpleITK. Stateless. */
public final class RawResampler {
    private final int threads;

    public RawResampler(int threads) {
        this.threads = threads;
    }

    /** Spacing of the result, array frame: the recipe counts in file axes (x, y, z). */
    public static Spacing spacing(RawResampling resampling) {
        return new Spacing(
                resampling.spacingMm().get(2),
                resampling.spacingMm().get(1),
                resampling.spacingMm().get(0));
    }

    /** Channels of integers stay integers: truncated towards zero, as ITK does it. */
    public ImageVolume resample(ImageVolume image, RawResampling resampling) {
        ItkResampler resampler = new ItkResampler(image.shape(), image.spacing(), spacing(resampling), threads);
        Shape3 shape = resampler.newShape();
        int order = switch (resampling.image()) {
            case BSPLINE -> 3;
            case LINEAR -> 1;
            case NEAREST -> 0;
        };
        int perChannel = Math.toIntExact(shape.voxels());
        float[] voxels = new float[Math.multiplyExact(perChannel, image.channels())];
        for (int c = 0; c < image.channels(); c++) {
            resampler.resample(
                    image.voxels(),
                    image.offset(c),
                    order,
                    image.voxelType(c),
                    (float) resampling.defaultValue(),
                    voxels,
                    c * perChannel);
        }
        return image.resampled(voxels, shape, spacing(resampling));
    }

    public LabelVolume resample(LabelVolume label, RawResampling resampling) {
        ItkResampler resampler = new ItkResampler(label.shape(), label.spacing(), spacing(resampling), threads);
        return new LabelVolume(resampler.resample(label.voxels()), resampler.newShape(), spacing(resampling));
    }
}
