package io.nephrite.local.machine;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback interface that nobody listens on. A service listens on its port only seconds after the port was
 * chosen. Two rules keep the port free until then: this process gives no port away twice, and ports come from below the
 * ranges that Linux (from 32,768), macOS and Windows (from 49,152) give to outgoing connections.
 */
public final class FreePort {
    private static final int FIRST = 20_000;
    private static final int LAST = 32_767;
    private static final int MOST_TRIES = 1_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /**
     * Any free port that was not given before.
     *
     * @throws IOException where no free port is found
     */
    public static int any() throws IOException {
        for (int i = 0; i < MOST_TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            if (!GIVEN.contains(port) && isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new IOException("no free port was found between " + FIRST + " and " + LAST + " in " + MOST_TRIES
                + " tries; stop programs that listen there");
    }

    /** The wanted one where it is free, else any. */
    public static int preferably(int wanted) throws IOException {
        if (wanted == 0 || !isFree(wanted)) {
            return any();
        }
        GIVEN.add(wanted);
        return wanted;
    }

    /** Whether nobody listens on the port now. */
    public static boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // a port that only lingers in TIME_WAIT is free
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (BindException taken) {
            return false;
        }
    }
}
