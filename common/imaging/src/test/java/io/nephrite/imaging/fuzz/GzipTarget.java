package io.nephrite.imaging.fuzz;

import io.nephrite.imaging.nifti.NiftiBytes;
import io.nephrite.testkit.FuzzTarget;
import java.io.IOException;
import java.util.List;

/** What lies behind a gzip frame that is right: mutated bytes of a frame seldom get so far. */
public final class GzipTarget implements FuzzTarget {
    private final NiftiTarget inner = new NiftiTarget();

    public static void fuzzerTestOneInput(byte[] input) {
        new GzipTarget().withinLimits(input);
    }

    @Override
    public List<byte[]> seeds() {
        return inner.seeds().subList(0, 3);
    }

    @Override
    public void read(byte[] input) throws IOException {
        inner.read(NiftiBytes.gzip(input));
    }
}
