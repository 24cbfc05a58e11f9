package io.nephrite.eval.app.page;

import io.nephrite.eval.report.AddressPart;
import io.quarkus.qute.TemplateExtension;

/** How a page writes names into addresses. */
@TemplateExtension(namespace = "address")
final class Addresses {
    private Addresses() {}

    /** A name as one part of a path, or as a value of a query. */
    static String part(String name) {
        return AddressPart.of(name);
    }
}
