package io.nephrite.planner.step;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.fingerprint.CaseFingerprint;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.npy.NpyArray;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Reads the cases' foreground intensities. Thread-safe. */
final class StoredForeground implements IntFunction<float[][]> {
    private final ObjectStore results;
    private final List<CaseFingerprint> cases;

    StoredForeground(ObjectStore results, List<CaseFingerprint> cases) {
        this.results = results;
        this.cases = cases;
    }

    /**
     * Reads the foreground intensities of one case.
     *
     * @return intensities (C)(n)
     */
    @Override
    public float[][] apply(int index) {
        CaseFingerprint fingerprint = cases.get(index);
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
