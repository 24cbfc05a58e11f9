package io.nephrite.imaging.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.imaging.nifti.NiftiBytes;
import io.nephrite.imaging.nifti.NiftiHeader;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VoxelDecoderTest {
    @Test
    void findsTheSameRangeAsDecodingDoes() {
        Random random = new Random(3);
        for (StoredType type : List.of(StoredType.UINT8, StoredType.INT8, StoredType.UINT16, StoredType.INT16)) {
            for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
                VoxelDecoder decoder =
                        new VoxelDecoder(NiftiHeader.parse(new NiftiBytes(1, order, type, 4, 3, 2).plain())
                                .layout());
                for (int round = 0; round < 300; round++) {
                    int voxels = 1 + random.nextInt(60);
                    byte[] bytes = new byte[voxels * type.bytes()];
                    random.nextBytes(bytes);
                    if (round % 3 == 0) {
                        Arrays.fill(bytes, 0, bytes.length / 2, (byte) (round % 2 - 1));
                    }
                    int from = random.nextInt(voxels);
                    double[] values = new double[voxels];
                    decoder.decode(bytes, voxels, values);
                    int[] range = {Integer.MAX_VALUE, Integer.MIN_VALUE};
                    decoder.range(bytes, from, (from + voxels) / 2, range);
                    decoder.range(bytes, (from + voxels) / 2, voxels, range);
                    double[] seen = Arrays.copyOfRange(values, from, voxels);
                    assertThat(range[0])
                            .isEqualTo((int) Arrays.stream(seen).min().orElseThrow());
                    assertThat(range[1])
                            .isEqualTo((int) Arrays.stream(seen).max().orElseThrow());
                }
            }
        }
    }
}
