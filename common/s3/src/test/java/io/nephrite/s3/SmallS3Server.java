package io.nephrite.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server that answers for one object, {@code present}, as S3 does. */
final class SmallS3Server implements AutoCloseable {
    static final int OBJECT_BYTES = 200_000;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    SmallS3Server() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    private void answer(HttpExchange request) throws IOException {
        request.getRequestBody().readAllBytes();
        String path = request.getRequestURI().getPath();
        request.getResponseHeaders().set("ETag", "\"0123456789abcdef\"");
        request.getResponseHeaders().set("Last-Modified", "Mon, 30 Nov 2026 02:00:00 GMT");
        request.getResponseHeaders().set("Content-Type", "application/xml");
        switch (request.getRequestMethod()) {
            case "HEAD" -> send(request, 200, new byte[0]);
            case "PUT" -> {
                if (path.endsWith("/no-room")) {
                    send(
                            request,
                            507,
                            "<Error><Code>XMinioStorageFull</Code><Message>minimum free drive threshold</Message></Error>"
                                    .getBytes(UTF_8));
                } else {
                    send(request, 200, new byte[0]);
                }
            }
            case "DELETE" -> send(request, 204, new byte[0]);
            default -> {
                boolean isListing = path.split("/").length < 3;
                if (path.endsWith("/unreal")) {
                    send(
                            request,
                            400,
                            "<Error><Code>XMinioInvalidObjectName</Code><Message>no name</Message></Error>"
                                    .getBytes(UTF_8));
                } else if (isListing) {
                    send(request, 200, listing().getBytes(UTF_8));
                } else {
                    send(request, 200, new byte[OBJECT_BYTES]);
                }
            }
        }
    }

    private static String listing() {
        return "<ListBucketResult><Name>bucket</Name><KeyCount>1</KeyCount><IsTruncated>false</IsTruncated>"
                + "<Contents><Key>present</Key><LastModified>2026-11-30T02:00:00.000Z</LastModified>"
                + "<ETag>0123</ETag><Size>" + OBJECT_BYTES + "</Size></Contents></ListBucketResult>";
    }

    private static void send(HttpExchange request, int status, byte[] body) throws IOException {
        if (request.getRequestMethod().equals("HEAD")) {
            request.getResponseHeaders().set("Content-Length", Integer.toString(OBJECT_BYTES));
        }
        request.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        request.getResponseBody().write(body);
        request.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
