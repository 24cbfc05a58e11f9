package io.nephrite.core.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.plans.ArchitecturePlan;
import io.nephrite.core.plans.NetworkClass;
import org.junit.jupiter.api.Test;

/** Parameter counts of nnU-Net's own networks. */
class NetworkSizeTest {
    @Test
    void countsTheParametersOfAnAnisotropicNetwork() {
        int[][] kernels = {{1, 3, 3}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3}};
        int[][] strides = {{1, 1, 1}, {1, 2, 2}, {2, 2, 2}, {2, 2, 2}, {2, 2, 2}};
        ArchitecturePlan network = ArchitecturePlan.of(
                NetworkClass.PLAIN,
                new int[] {16, 32, 64, 128, 256},
                kernels,
                strides,
                new int[] {2, 2, 2, 2, 2},
                new int[] {2, 2, 2, 2});
        assertThat(NetworkSize.of(network, 1, 3, new int[] {32, 64, 64})
                        .parameters()
                        .longValueExact())
                .isEqualTo(5_627_804L);
    }

    @Test
    void countsTheParametersOfTheHippocampusNetwork() {
        int[][] kernels = {{3, 3, 3}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3}};
        int[][] strides = {{1, 1, 1}, {2, 2, 2}, {2, 2, 2}, {2, 2, 2}};
        ArchitecturePlan network = ArchitecturePlan.of(
                NetworkClass.PLAIN, new int[] {16, 32, 64, 128}, kernels, strides, new int[] {2, 2, 2, 2}, new int[] {
                    2, 2, 2
                });
        assertThat(NetworkSize.of(network, 1, 3, new int[] {32, 40, 32})
                        .parameters()
                        .longValueExact())
                .isEqualTo(1_402_297);
    }
}
