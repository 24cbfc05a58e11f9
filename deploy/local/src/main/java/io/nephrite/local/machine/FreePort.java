package io.nephrite.local.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface that nobody listens on. */
public final class FreePort {
    private FreePort() {}

    /** Any; another process could still take it before it is used. */
    public static int any() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The wanted one where it is free, else any. */
    public static int preferably(int wanted) throws IOException {
        if (wanted == 0) {
            return any();
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // a port that only lingers in TIME_WAIT is free
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            return wanted;
        } catch (java.net.BindException taken) {
            return any();
        }
    }
}
