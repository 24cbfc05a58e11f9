package io.nephrite.preprocess.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.RawResampler;
import java.util.Optional;

/** Predicts from a header how much memory the work on a case takes. Bytes. */
final class CaseMemory {
    private static final long LABEL_AND_MASKS = 4;
    private static final long COEFFICIENT_BYTES = 8;

    private CaseMemory() {}

    /** Reading, raw resampling, and a copy of the foreground. */
    static long ofFingerprint(NiftiHeader header, CaseFiles files, Optional<RawResampling> raw) {
        int channels = channels(header, files);
        long read = header.shape().voxels() * bytesPerVoxel(channels);
        return read
                + raw.map(r -> resampled(header.shape(), header.spacing(), RawResampler.spacing(r))
                                        .voxels()
                                * bytesPerVoxel(channels))
                        .orElse(0L);
    }

    /** Reading, raw resampling, and both the case and its result with the spline's coefficients of one channel. */
    static long ofPreprocessing(NiftiHeader header, CaseFiles files, PreprocessingParameters parameters) {
        int channels = channels(header, files);
        long read = ofFingerprint(header, files, parameters.rawResampling());
        Shape3 shape = header.shape();
        Spacing spacing = header.spacing();
        if (parameters.rawResampling().isPresent()) {
            Spacing raw = RawResampler.spacing(parameters.rawResampling().get());
            shape = resampled(shape, spacing, raw);
            spacing = raw;
        }
        AxisOrder order = parameters.transposeForward();
        Spacing current = order.apply(spacing);
        Shape3 result = resampled(order.apply(shape), current, CasePreprocessor.targetSpacing(parameters, current));
        return read
                + result.voxels() * bytesPerVoxel(channels)
                + Math.max(shape.voxels(), result.voxels()) * COEFFICIENT_BYTES;
    }

    /** One file per channel, or one file with all of them. */
    private static int channels(NiftiHeader header, CaseFiles files) {
        return files.images().size() == 1 ? header.channels() : files.images().size();
    }

    private static long bytesPerVoxel(int channels) {
        return (long) channels * Float.BYTES + LABEL_AND_MASKS;
    }

    private static Shape3 resampled(Shape3 shape, Spacing from, Spacing to) {
        int[] voxels = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            voxels[axis] = (int) Math.max(1, Math.round(shape.get(axis) * from.get(axis) / to.get(axis)));
        }
        return Shape3.of(voxels);
    }
}
