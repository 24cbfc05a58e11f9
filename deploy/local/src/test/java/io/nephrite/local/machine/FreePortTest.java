package io.nephrite.local.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FreePortTest {
    /** A service listens on its port only seconds after the next service has asked for one. */
    @Test
    void givesNoPortTwice() throws IOException {
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            assertThat(ports.add(FreePort.any())).isTrue();
        }
    }

    /** Outgoing connections of Linux take their ports from 32,768 on. */
    @Test
    void keepsAwayFromThePortsOfOutgoingConnections() throws IOException {
        assertThat(FreePort.any()).isBetween(1_024, 32_767);
    }

    @Test
    void givesTheWantedPortWhereItIsFree() throws IOException {
        int port = FreePort.any();

        assertThat(FreePort.preferably(port)).isEqualTo(port);
    }

    @Test
    void givesAnotherPortWhereTheWantedOneIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(FreePort.preferably(taken.getLocalPort())).isNotEqualTo(taken.getLocalPort());
        }
    }
}
