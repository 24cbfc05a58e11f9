package io.nephrite.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.ShownTestImages;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.eval.step.ReportedPhantom;
import io.nephrite.eval.viewer.CaseViewer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {
    private static final Pattern PICTURE = Pattern.compile("src=\"data:image/png;base64,iVBOR");
    private static final Pattern ADDRESS = Pattern.compile("(?:src|href)=\"([^\"]{0,20})");

    @TempDir
    Path scratch;

    private final InMemoryObjectStore datasets = new InMemoryObjectStore();
    private final InMemoryObjectStore results = new InMemoryObjectStore();
    private ReportedPhantom phantom;
    private ReportPage page;
    private String html;

    @BeforeEach
    void report() throws IOException {
        page = new ReportPage(results, new CaseViewer(datasets, results, scratch, 64 << 20), "test");
        phantom = new ReportedPhantom(datasets, results);
        phantom.report(page);
        html = new String(results.bytes(ObjectKeys.reportPage(phantom.version())), StandardCharsets.UTF_8);
        Files.writeString(Path.of("target", "report.html"), html); // to be looked at
    }

    @Test
    void showsTheNumbersOfTheDocument() {
        JsonNode report = Json.tree(results.bytes(ObjectKeys.report(phantom.version())));
        JsonNode configuration = report.at("/configurations/0");
        for (String name : new String[] {"kidney", "tumor"}) {
            JsonNode dice = configuration.path("dice").path(name);
            assertThat(html)
                    .contains("<td>" + name + "</td><td class=\"n\">"
                            + dice.path("cases").asInt()
                            + "</td><td class=\"n\">" + four(dice.path("mean")) + "</td><td class=\"n\">"
                            + four(dice.at("/interval/low")) + " to " + four(dice.at("/interval/high"))
                            + "</td><td class=\"n\">" + four(dice.path("median")) + "</td><td class=\"n\">"
                            + four(configuration.path("globalDice").path(name)) + "</td>");
        }
        configuration
                .path("folds")
                .forEach(fold -> fold.path("cases")
                        .forEach(c -> assertThat(html)
                                .contains("<td>" + c.path("caseId").asText() + "</td><td>"
                                        + fold.path("fold").asText() + "</td>")
                                .contains("<td class=\"n\">" + four(c.at("/dice/kidney")) + "</td><td class=\"n\">"
                                        + four(c.at("/dice/tumor")))));
        assertThat(html).contains(configuration.at("/lesions/missed").asText() + " missed");
    }

    private static String four(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.4f", value.asDouble()) : "–";
    }

    @Test
    void putsTheWorstFirst() {
        String cases = html.substring(html.indexOf("Dice kidney"), html.indexOf("id=\"worst\""));

        assertThat(cases.indexOf("case_00003")).isLessThan(cases.indexOf("case_00002"));
        assertThat(cases.indexOf("case_00001")).isLessThan(cases.indexOf("case_00000"));
    }

    @Test
    void showsTheWorstCasesThroughTheirLargestError() {
        // the first case is predicted without an error
        assertThat(PICTURE.matcher(html).results().count()).isEqualTo(3 * 3);
        assertThat(html)
                .contains("do not differ in any voxel")
                .containsPattern("axial slice \\d+ of \\d+, \\d+ voxels of which differ");
    }

    @Test
    void needsNothingBesideItAndNoScript() {
        assertThat(html).doesNotContain("<script").doesNotContain("@import").doesNotContain("url(");
        Matcher addresses = ADDRESS.matcher(html);
        while (addresses.find()) {
            assertThat(addresses.group(1)).matches("#.*|data:image/png.*");
        }
    }

    @Test
    void writesTextOfStrangersAsText() {
        assertThat(html).contains("&lt;script&gt;alert(&#39;warning&#39;)&lt;/script&gt;");
    }

    @Test
    void isWrittenAgainWithTheSameContent() {
        assertThat(ShownTestImages.find(results, phantom.version())).contains(new ShownTestImages(java.util.List.of()));
        assertThat(page.isComplete(phantom.version())).isTrue();

        page.write(phantom.version());

        assertThat(new String(results.bytes(ObjectKeys.reportPage(phantom.version())), StandardCharsets.UTF_8))
                .isEqualTo(html);
    }
}
