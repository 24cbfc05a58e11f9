package io.nephrite.eval.report;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.ValueResolvers;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Fills the templates that lie beside this package's resources. Everything is escaped but what the templates call raw:
 * pictures and the style sheet, which are made here. A name that a template uses and nobody has is an error.
 */
final class ReportTemplates {
    private static final String RESULTS = "results";
    private static final String REPORT = "report";

    private final Engine engine;

    ReportTemplates() {
        engine = Engine.builder()
                .addDefaults()
                .addValueResolver(ValueResolvers.rawResolver())
                .addValueResolver(new ReflectionValueResolver())
                .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
                .strictRendering(true)
                .timeout(60_000)
                .build();
        for (String name : List.of(RESULTS, REPORT)) {
            engine.putTemplate(
                    name, engine.parse(resource(name + ".html"), Variant.forContentType(Variant.TEXT_HTML), name));
        }
    }

    /** The whole page. */
    String page(ReportView view) {
        return engine.getTemplate(REPORT)
                .data("report", view)
                .data("caseAddress", "")
                .data("style", resource("report.css"))
                .render();
    }

    /**
     * Choice, results and test images alone.
     *
     * @param caseAddress that a case's name is put behind
     */
    String results(ReportView view, String caseAddress) {
        return engine.getTemplate(RESULTS)
                .data("report", view)
                .data("caseAddress", caseAddress)
                .render();
    }

    private static String resource(String name) {
        try (InputStream in = ReportTemplates.class.getResourceAsStream("/report/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
