package io.nephrite.learning.checkpoint;

import io.nephrite.learning.network.Tensor;
import io.nephrite.testkit.FuzzTarget;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Weights of a checkpoint. */
public final class SafetensorsTarget implements FuzzTarget {
    public static void fuzzerTestOneInput(byte[] input) {
        new SafetensorsTarget().withinLimits(input);
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        Tensor weight = Tensor.of("weight", new long[] {2, 1}, new float[] {1, 2});
        Tensor bias = Tensor.of("bias", new long[] {3}, new float[] {1, 2, 3});
        try (InputStream in = Safetensors.content(List.of(weight, bias)).open()) {
            return List.of(in.readAllBytes());
        }
    }

    @Override
    public void read(byte[] input) {
        try {
            Safetensors.read(input).values().forEach(Tensor::elements);
        } catch (IOException refused) {
            FuzzTarget.requireReason(refused.getMessage());
        }
    }
}
