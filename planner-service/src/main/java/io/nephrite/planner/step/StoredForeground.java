package io.nephrite.planner.step;

import io.nephrite.core.fingerprint.CaseFingerprint;
import io.nephrite.core.pipeline.FailureCode;
import io.nephrite.core.pipeline.ObjectStore;
import io.nephrite.core.pipeline.PipelineException;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.npy.NpyArray;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

/** Reads the cases' foreground intensities; keeps them between the two passes where they are few. Thread-safe. */
final class StoredForeground implements IntFunction<float[][]> {
    private final ObjectStore results;
    private final List<CaseFingerprint> cases;
    private final Optional<AtomicReferenceArray<float[][]>> kept;

    /** @param keepBytes all are kept where they take no more than this together */
    StoredForeground(ObjectStore results, List<CaseFingerprint> cases, int channels, long keepBytes) {
        this.results = results;
        this.cases = cases;
        long bytes = cases.stream().mapToLong(CaseFingerprint::foregroundVoxels).sum() * channels * Float.BYTES;
        kept = bytes <= keepBytes ? Optional.of(new AtomicReferenceArray<>(cases.size())) : Optional.empty();
    }

    /** @return intensities (C)(n) */
    @Override
    public float[][] apply(int index) {
        if (kept.isEmpty()) {
            return read(cases.get(index));
        }
        float[][] held = kept.get().get(index);
        if (held == null) {
            held = read(cases.get(index));
            kept.get().set(index, held);
        }
        return held;
    }

    private float[][] read(CaseFingerprint fingerprint) {
        NpyArray array;
        try (InputStream object = results.get(fingerprint.foregroundKey());
                InputStream in = Npy.decompressing(new BufferedInputStream(object))) {
            array = Npy.read(in);
        } catch (IOException e) {
            throw new PipelineException(
                    FailureCode.STORE_UNAVAILABLE, "cannot read " + fingerprint.foregroundKey() + ": " + e, e);
        }
        int channels = array.shape()[0];
        int voxels = array.shape()[1];
        float[] all = array.floats();
        float[][] perChannel = new float[channels][];
        for (int c = 0; c < channels; c++) {
            perChannel[c] = Arrays.copyOfRange(all, c * voxels, (c + 1) * voxels);
        }
        return perChannel;
    }
}
