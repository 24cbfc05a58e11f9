package io.nephrite.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nephrite.core.pipeline.ObjectKeys;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How often each object of the services' bucket was written, seen on the way to the store. A step writes the document
 * that ends a unit of work once for each time that it does the work, also where another has been faster.
 */
final class StoreRequests implements Consumer<String> {
    private static final String WRITTEN = "PUT /" + ObjectKeys.NEPHRITE + "/";

    private final Map<String, List<Long>> writes = new TreeMap<>();
    private final Map<String, Long> kinds = new TreeMap<>();

    @Override
    public void accept(String requestLine) {
        String kind = kind(requestLine);
        synchronized (kinds) {
            kinds.merge(kind, 1L, Long::sum);
        }
        if (!requestLine.startsWith(WRITTEN) || requestLine.contains("?")) {
            return;
        }
        String path = requestLine.substring(WRITTEN.length(), requestLine.lastIndexOf(' '));
        String key = URLDecoder.decode(path.replace("+", "%2B"), UTF_8);
        synchronized (writes) {
            writes.computeIfAbsent(key, k -> new ArrayList<>()).add(System.nanoTime());
        }
    }

    private static String kind(String requestLine) {
        String method = requestLine.substring(0, requestLine.indexOf(' '));
        String[] path = requestLine
                .substring(method.length() + 1, requestLine.lastIndexOf(' '))
                .split("\\?", 2);
        boolean isListing = path.length == 2 && path[1].contains("list-type");
        // /bucket/dataset/part/…
        String[] parts = path[0].split("/", 5);
        String part = parts.length > 3 ? " " + parts[3] : "";
        return (isListing ? "LIST" : method) + " " + parts[1] + part;
    }

    /** How many requests there were, by method, bucket and the part of a dataset. */
    Map<String, Long> kinds() {
        synchronized (kinds) {
            return new TreeMap<>(kinds);
        }
    }

    /** When each object was written, in {@link System#nanoTime}, by its key. */
    Map<String, List<Long>> writes() {
        synchronized (writes) {
            Map<String, List<Long>> copy = new TreeMap<>();
            writes.forEach((key, times) -> copy.put(key, List.copyOf(times)));
            return copy;
        }
    }
}
