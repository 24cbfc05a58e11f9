package io.nephrite.eval.app.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.report.AddressPart;
import io.nephrite.eval.report.ReportPage;
import io.nephrite.eval.status.StatusBoard;
import io.nephrite.eval.step.HostileDataset;
import io.nephrite.eval.step.ReportedPhantom;
import io.nephrite.eval.step.VersionCopy;
import io.nephrite.eval.viewer.CaseViewer;
import io.nephrite.runtime.store.Datasets;
import io.nephrite.runtime.store.Results;
import io.nephrite.testkit.RestCalls;
import io.nephrite.testkit.quarkus.InMemoryChannels;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What strangers have named or written is text wherever it is shown, and its addresses lead to it. */
@QuarkusTest
@WithTestResource(InMemoryChannels.class)
class HostileNamesTest {
    private static final Path SCRIPTS = Path.of("src/main/resources/META-INF/resources/ui");
    private static final Pattern LINK = Pattern.compile("(?:href|hx-get)=\"(/(?:ui|datasets)/[^\"]*)\"");
    /** Ways of a script to let text become markup or code. */
    private static final Pattern MARKUP_OF_TEXT = Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write"
                    + "|\\beval\\b|new Function|createContextualFragment|DOMParser|srcdoc|setTimeout\\(['\"`]|javascript:|\\son[a-z]+=");

    @Inject
    @Datasets
    ObjectStore datasets;

    @Inject
    @Results
    ObjectStore results;

    @Inject
    StatusBoard board;

    @TempDir
    Path scratch;

    @TestHTTPResource("/")
    URI address;

    private HostileDataset hostile;
    private String name;

    @BeforeEach
    void rename() {
        datasets.list("").forEach(object -> datasets.delete(object.key()));
        results.list("").forEach(object -> results.delete(object.key()));
        ReportPage report = new ReportPage(results, new CaseViewer(datasets, results, scratch, 64 << 20), "test");
        new ReportedPhantom(datasets, results).report(report);
        hostile = new HostileDataset(datasets, results);
        report.write(hostile.version());
        VersionCopy.write(results, hostile.version(), new VersionId(HostileDataset.NAME, "twin"));
        for (String fold : List.of("0", "1")) {
            FoldFolder folder = FoldFolder.of(hostile.version().fold("3d_fullres", fold));
            results.put(folder.finalCheckpoint().document(), new byte[] {1});
            results.put(folder.finalCheckpoint().tensors(), new byte[] {1});
        }
        // later than the version, so that it does not count as solved
        board.seen(
                WorkFailed.of(
                        EventHeader.root("hostile"),
                        Optional.empty(),
                        Work.CHECK_CASE,
                        new Unit.OfCase(HostileDataset.NAME, hostile.caseId(0)),
                        FailureCode.INVALID_CASE,
                        HostileDataset.MARKUP),
                Optional.empty(),
                Instant.now().plusSeconds(60));
        name = AddressPart.of(HostileDataset.NAME);
    }

    private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = new RestCalls(address).get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer;
    }

    private static void requireNoMarkup(String where, String html) {
        assertThat(html)
                .as(where)
                .doesNotContain("<img src=x")
                .doesNotContain("\" onmouseover=")
                .doesNotContain("'</script>")
                .doesNotContain("<b>\"");
    }

    private List<String> pages() {
        String parts = "ui/parts/datasets/" + name + "/";
        String version = hostile.version().version();
        String side = version + "/3d_fullres";
        return List.of(
                "",
                "ui/parts/datasets",
                "ui/datasets/" + name,
                "ui/datasets/" + name + "?tab=training",
                parts + "work",
                parts + "cases?order=worst",
                parts + "results",
                parts + "versions",
                parts + "comparison?first=" + side + "&second=twin/3d_fullres",
                parts + "faults",
                parts + "fingerprint",
                parts + "plans",
                "ui/datasets/" + name + "/cases/" + AddressPart.of(hostile.caseId(0)),
                "ui/trouble",
                "ui/parts/failures",
                "ui/predict/" + name + "/" + AddressPart.of(hostile.caseId(0)));
    }

    @Test
    void writesNamesLabelsMessagesAndDocumentsAsText() throws Exception {
        for (String page : pages()) {
            String html = new String(get(page).body(), StandardCharsets.UTF_8);
            requireNoMarkup(page, html);
        }
        for (String part : List.of("work", "cases?order=worst", "results", "comparison", "faults", "plans")) {
            String page = pages().stream()
                    .filter(p -> p.contains("/parts/datasets/") && p.contains("/" + part))
                    .findFirst()
                    .orElseThrow();
            assertThat(new String(get(page).body(), StandardCharsets.UTF_8))
                    .as("the test shows markup in " + page)
                    .contains("&lt;img src=x onerror=alert(1)&gt;");
        }
    }

    @Test
    void writesAddressesThatLeadThere() throws Exception {
        Set<String> followed = new LinkedHashSet<>();
        for (String page : pages()) {
            Matcher links = LINK.matcher(new String(get(page).body(), StandardCharsets.UTF_8));
            while (links.find()) {
                String link = links.group(1).replace("&amp;", "&").substring(1);
                // a form adds what was chosen to the address
                if (followed.add(link) && !link.endsWith("/comparison")) {
                    get(link);
                }
            }
        }
        assertThat(followed)
                .contains("ui/datasets/" + name, "ui/datasets/" + name + "/cases/" + AddressPart.of(hostile.caseId(3)))
                .anyMatch(link -> link.endsWith("report.html"))
                .anyMatch(link -> link.endsWith("model.zip"));
    }

    @Test
    void writesAReportOfTextAlone() {
        String html = new String(results.bytes(ObjectKeys.reportPage(hostile.version())), StandardCharsets.UTF_8);

        requireNoMarkup("report.html", html);
        assertThat(html).contains("&lt;img src=x onerror=alert(1)&gt;", "<svg class=\"plot\"");
    }

    @Test
    void sendsJsonThatNoBrowserTakesForAPage() throws Exception {
        for (String path : List.of(
                "datasets/" + name + "/status",
                "datasets/" + name + "/versions",
                "datasets/" + name + "/folds",
                "datasets/" + name + "/cases/" + AddressPart.of(hostile.caseId(0)),
                "datasets/" + name + "/cases/" + AddressPart.of(hostile.caseId(0)) + "/lesions",
                "predictions")) {
            HttpResponse<byte[]> answer = get(path);
            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .as(path)
                    .startsWith("application/json");
            assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                    .as(path)
                    .contains("nosniff");
        }
    }

    @Test
    void namesAFileSoThatEveryBrowserCanSaveIt() throws Exception {
        String version = hostile.version().version();

        assertThat(get("datasets/" + name + "/versions/" + version + "/report.html")
                        .headers()
                        .firstValue("Content-Disposition"))
                .contains("attachment; filename=\"Task__4__a____b__50_____-" + version + "-report.html\"");
    }

    @Test
    void hasNoScriptThatTakesTextForMarkup() throws IOException {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            List<Path> scripts =
                    files.filter(file -> file.toString().endsWith(".js")).toList();
            assertThat(scripts).hasSizeGreaterThan(8);
            for (Path script : scripts) {
                assertThat(MARKUP_OF_TEXT
                                .matcher(Files.readString(script))
                                .results()
                                .map(m -> m.group()))
                        .as(script.toString())
                        .isEmpty();
            }
        }
    }
}
