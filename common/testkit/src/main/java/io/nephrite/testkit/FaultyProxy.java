package io.nephrite.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Stands between a client and a real TCP server, on the loopback interface, and does to the connections what networks
 * and dying servers do. A fault holds for connections that are open and for new ones, until {@link #heal}.
 */
public final class FaultyProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 8192;
    private static final byte[] UNAVAILABLE = """
        HTTP/1.1 503 Service Unavailable
        Content-Type: application/xml
        Connection: close
        Content-Length: 79

        <Error><Code>SlowDown</Code><Message>Please reduce your rate.</Message></Error>\
        """.replace("\n", "\r\n").getBytes(ISO_8859_1);

    private enum Disturbance {
        NONE,
        CUT,
        STALL,
        UNAVAILABLE,
        CUT_BODIES
    }

    private final InetSocketAddress server;
    private final Consumer<String> requests;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile Disturbance fault = Disturbance.NONE;
    private volatile long answerBytes = Long.MAX_VALUE;
    private volatile ServerSocket listening;

    /**
     * Starts a proxy.
     *
     * @param server that the connections go to
     */
    public FaultyProxy(InetSocketAddress server) {
        this(server, request -> {});
    }

    /**
     * Starts a proxy that shows the requests.
     *
     * @param server that the connections go to
     * @param requests gets the first line of each HTTP request that is handed on, such as {@code PUT /bucket/key
     *     HTTP/1.1}, from several threads. Requests that are sent before the answer to the one before are not seen.
     */
    public FaultyProxy(InetSocketAddress server, Consumer<String> requests) {
        this.server = server;
        this.requests = requests;
        this.listening = listen(0);
        this.port = listening.getLocalPort();
    }

    /** Where clients connect. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Connections that were accepted so far. */
    public int accepted() {
        return accepted.get();
    }

    /** Nobody listens any more: new connections are refused, open ones are reset. */
    public void refuse() {
        closeQuietly(listening);
        cutAll();
    }

    /** Connections are closed as soon as they are accepted. */
    public void cut() {
        fault = Disturbance.CUT;
        cutAll();
    }

    /** Connections are accepted, and nothing comes or goes through them. */
    public void stall() {
        fault = Disturbance.STALL;
    }

    /** Each request is answered with 503. */
    public void answerUnavailable() {
        fault = Disturbance.UNAVAILABLE;
        cutAll();
    }

    /** Each connection is closed after so many bytes of the server's answers. */
    public void cutAnswersAfter(long bytes) {
        answerBytes = bytes;
        fault = Disturbance.CUT_BODIES;
        cutAll();
    }

    /** Everything goes through again. What was stalled is cut: nobody waits for an answer to half a request. */
    public void heal() {
        boolean wasStalled = fault == Disturbance.STALL;
        fault = Disturbance.NONE;
        if (wasStalled) {
            cutAll();
        }
        if (listening.isClosed()) {
            listening = listen(port);
        }
    }

    @Override
    public void close() {
        refuse();
    }

    private ServerSocket listen(int wantedPort) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wantedPort));
            daemon("faulty-proxy", () -> accept(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                accepted.incrementAndGet();
                open.add(client);
                daemon("faulty-proxy-connection", () -> serve(client));
            } catch (IOException e) {
                // closed by refuse()
                return;
            }
        }
    }

    private void serve(Socket client) {
        try {
            switch (fault) {
                case CUT -> {}
                case UNAVAILABLE -> answer(client);
                case STALL -> awaitCut(client);
                case NONE, CUT_BODIES -> forward(client);
            }
        } catch (IOException e) {
            // one of both sides has gone, which is what this class is for
        } finally {
            drop(client);
        }
    }

    private static void answer(Socket client) throws IOException {
        client.getInputStream().read(new byte[BUFFER_BYTES]);
        client.getOutputStream().write(UNAVAILABLE);
        client.getOutputStream().flush();
        client.shutdownOutput();
        // a request with a body goes on sending for a moment: to close now would reset the answer away
        client.setSoTimeout(1000);
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private static void awaitCut(Socket client) throws IOException {
        while (!client.isClosed()) {
            pause();
        }
    }

    private void forward(Socket client) throws IOException {
        try (Socket upstream = new Socket(server.getAddress(), server.getPort())) {
            open.add(upstream);
            try {
                Thread requests = daemon("faulty-proxy-requests", () -> pumpQuietly(client, upstream));
                pump(upstream.getInputStream(), client.getOutputStream(), answerBytesNow(), line -> {});
                drop(client);
                drop(upstream);
                requests.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                open.remove(upstream);
            }
        }
    }

    private long answerBytesNow() {
        return fault == Disturbance.CUT_BODIES ? answerBytes : Long.MAX_VALUE;
    }

    private void pumpQuietly(Socket from, Socket to) {
        try {
            pump(from.getInputStream(), to.getOutputStream(), Long.MAX_VALUE, requests);
            to.shutdownOutput();
        } catch (IOException e) {
            // the other direction ends the connection
        }
    }

    private void pump(InputStream in, OutputStream out, long limit, Consumer<String> firstLines) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long left = limit;
        while (left > 0) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                return;
            }
            while (fault == Disturbance.STALL) {
                pause();
            }
            requestLine(buffer, count).ifPresent(firstLines);
            out.write(buffer, 0, count);
            out.flush();
            left -= count;
        }
    }

    /** A client waits for the answer before its next request, so that a request begins with a piece of what is read. */
    private static Optional<String> requestLine(byte[] piece, int bytes) {
        int end = 0;
        while (end < bytes && piece[end] >= ' ') {
            end++;
        }
        if (end + 1 >= bytes || piece[end] != '\r' || piece[end + 1] != '\n') {
            return Optional.empty();
        }
        String line = new String(piece, 0, end, ISO_8859_1);
        return line.endsWith(" HTTP/1.1") ? Optional.of(line) : Optional.empty();
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void cutAll() {
        open.forEach(this::drop);
    }

    private void drop(Socket socket) {
        open.remove(socket);
        closeQuietly(socket);
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // it is gone, which is all that is wanted
        }
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
