package io.nephrite.learning.nnunet;

import io.nephrite.testkit.FuzzTarget;
import java.util.List;

/** The pickle in a checkpoint that torch.save has written. */
public final class PickleTarget implements FuzzTarget {
    public static void fuzzerTestOneInput(byte[] input) {
        new PickleTarget().withinLimits(input);
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(
                new PickledBytes()
                        .raw('}', '(')
                        .text("network_weights")
                        .tensor("0", 8, 1, new int[] {2, 3}, new int[] {1, 2})
                        .text("list")
                        .raw(']', '(', 'K', 7, 'N', 0x88, 'e')
                        .text("half")
                        .raw('G', 0x3f, 0xe0, 0, 0, 0, 0, 0, 0)
                        .text("again")
                        .raw('M', 0x39, 0x30, 'q', 0, 'h', 0, 0x86, 'u')
                        .end(),
                new PickledBytes()
                        .tensor("0", 8, 1, new int[] {2, 3}, new int[] {1, 2})
                        .end());
    }

    @Override
    public void read(byte[] input) {
        try {
            PickleReader.read("fuzz", input);
        } catch (CheckpointException refused) {
            FuzzTarget.requireReason(refused.getMessage());
        }
    }
}
