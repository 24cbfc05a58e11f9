package io.nephrite.eval.report;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Names as parts of addresses. A dataset or a case may be called {@code Study #4 & more}, which an address holds in
 * percent encoding alone.
 */
public final class AddressPart {
    private AddressPart() {}

    /**
     * Encodes a name for an address.
     *
     * @return the name as one part of a path, or as a value of a query
     */
    public static String of(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
