package io.nephrite.eval.app.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.IngestReport;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ForwardingObjectStore;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.report.DatasetVersions;
import io.nephrite.eval.report.ReportPage;
import io.nephrite.eval.report.ReportSummaries;
import io.nephrite.eval.step.ReportedPhantom;
import io.nephrite.eval.step.VersionCopy;
import io.nephrite.eval.viewer.CaseViewer;
import io.nephrite.runtime.store.Datasets;
import io.nephrite.runtime.store.Results;
import io.nephrite.testkit.PlannedDataset;
import io.nephrite.testkit.RestCalls;
import io.nephrite.testkit.quarkus.InMemoryChannels;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@WithTestResource(InMemoryChannels.class)
class ReadingResourceTest {
    private static final int SMALL = 200_000;
    private static final int MANY = 10_000;
    private static final String POINTS = "data-points=\"";

    @Inject
    @Datasets
    ObjectStore datasets;

    @Inject
    @Results
    ObjectStore results;

    @TempDir
    Path scratch;

    @TestHTTPResource("/")
    URI address;

    private ReportedPhantom phantom;
    private String name;

    @BeforeEach
    void report() {
        empty(datasets); // other tests of this application keep the same version there
        empty(results);
        phantom = new ReportedPhantom(datasets, results);
        // other tests of this application have looked at other voxels under the same names
        phantom.report(new ReportPage(results, new CaseViewer(datasets, results, scratch, 64 << 20), "test"));
        name = phantom.version().dataset();
    }

    private static void empty(ObjectStore store) {
        store.list("").forEach(object -> store.delete(object.key()));
    }

    private HttpResponse<byte[]> get(String path) throws Exception {
        return new RestCalls(address).get(path);
    }

    private String html(String path) throws Exception {
        HttpResponse<byte[]> answer = get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(answer.body().length).as(path).isLessThan(SMALL);
        String html = new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(html).as(path).doesNotContain("<script>alert").doesNotContain(" style=");
        return html;
    }

    @Test
    void showsTheNumbersOfTheReport() throws Exception {
        JsonNode configuration =
                Json.tree(results.bytes(ObjectKeys.report(phantom.version()))).at("/configurations/0");

        String part = html("ui/parts/datasets/" + name + "/results");

        for (String label : new String[] {"kidney", "tumor"}) {
            assertThat(part)
                    .contains(
                            four(configuration.at("/meanDice/" + label)),
                            four(configuration.at("/globalDice/" + label)));
        }
        configuration
                .at("/folds")
                .forEach(fold -> fold.path("cases")
                        .forEach(c -> assertThat(part)
                                .contains("/ui/datasets/" + name + "/cases/"
                                        + c.path("caseId").asText())
                                .contains(four(c.at("/dice/kidney")))));
        JsonNode points = Json.tree(part.substring(part.indexOf(POINTS) + POINTS.length())
                .split("\"", 2)[0]
                .replace("&quot;", "\"")
                .getBytes(StandardCharsets.UTF_8));
        JsonNode tumors = configuration.at("/folds/0/cases");
        assertThat(points.at("/1/name").asText()).isEqualTo("tumor");
        tumors.forEach(c -> {
            if (c.at("/dice/tumor").isNumber()) {
                int place = ids(points.at("/1/cases")).indexOf(c.path("caseId").asText());
                assertThat(points.at("/1/dice/" + place).asDouble())
                        .isCloseTo(c.at("/dice/tumor").asDouble(), within(1e-5));
                assertThat(points.at("/1/referenceMl/" + place).asDouble())
                        .isCloseTo(c.at("/volumes/tumor/referenceMl").asDouble(), withinPercentage(0.001));
            }
        });
    }

    private static List<String> ids(JsonNode names) {
        return StreamSupport.stream(names.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void handsOutWhatWasTrainedAsAnArchive() throws Exception {
        String path = "datasets/" + name + "/versions/" + phantom.version().version() + "/model.zip";
        RestCalls.requireProblem(get(path), 404);
        FoldFolder fold = FoldFolder.of(phantom.version().fold("3d_fullres", "1"));
        results.put(fold.finalCheckpoint().document(), new byte[] {1});
        results.put(fold.finalCheckpoint().tensors(), new byte[] {2, 3});

        HttpResponse<byte[]> answer = get(path);

        assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment");
        Map<String, byte[]> entries = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        assertThat(entries)
                .containsKeys("experiment.json", "report.json")
                .doesNotContainKeys("goal.json", "planning.json");
        assertThat(entries.get("3d_fullres/fold_1/checkpoint_final.safetensors"))
                .containsExactly(2, 3);
        assertThat(entries.get("3d_fullres/fold_1/checkpoint_final.json")).containsExactly(1);
        assertThat(entries.keySet()).noneMatch(entry -> entry.contains("fold_0") || entry.contains("validation"));
    }

    @Test
    void readsEachReportOnceForTheLists() {
        List<String> read = new ArrayList<>();
        ObjectStore counting = new ForwardingObjectStore(results) {
            @Override
            public InputStream get(String key) {
                read.add(key);
                return super.get(key);
            }
        };
        ReportSummaries summaries = new ReportSummaries(counting);
        DatasetVersions versions = new DatasetVersions(counting, summaries);

        assertThat(versions.list(name)).isEqualTo(versions.list(name)).hasSize(1);
        assertThat(summaries
                        .find(ObjectKeys.report(phantom.version()))
                        .orElseThrow()
                        .bestDice())
                .isPresent();
        assertThat(read).containsExactly(ObjectKeys.report(phantom.version()));

        byte[] report = results.bytes(ObjectKeys.report(phantom.version()));
        results.put(
                ObjectKeys.report(phantom.version()),
                new String(report, StandardCharsets.UTF_8)
                        .replace("\"3d_fullres\"", "\"2d\"")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(versions.list(name).get(0).configurations())
                .as("written anew")
                .containsExactly("2d");
    }

    private static String four(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.4f", value.asDouble()) : "–";
    }

    @Test
    void handsOutTheReportAsAFile() throws Exception {
        String path = "datasets/" + name + "/versions/" + phantom.version().version() + "/report.html";

        HttpResponse<byte[]> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment");
        assertThat(answer.body()).isEqualTo(results.bytes(ObjectKeys.reportPage(phantom.version())));
        RestCalls.requireProblem(get("datasets/" + name + "/versions/none/report.html"), 404);
        RestCalls.requireProblem(get("datasets/" + name + "/versions/..%2Fsecret/report.html"), 400);
    }

    @Test
    void listsVersionsAndComparesThem() throws Exception {
        String version = phantom.version().version();
        JsonNode listed = Json.tree(get("datasets/" + name + "/versions").body());
        assertThat(listed.at("/0/version").asText()).isEqualTo(version);
        assertThat(listed.at("/0/configurations/0").asText()).isEqualTo("3d_fullres");
        assertThat(html("ui/parts/datasets/" + name + "/versions"))
                .contains("Only version " + version + " has a report")
                .doesNotContain("Compare</button>");

        VersionId twin = new VersionId(name, "twin");
        String side = version + "/3d_fullres";
        String comparison = "ui/parts/datasets/" + name + "/comparison?first=" + side + "&second=";
        VersionCopy.write(results, phantom.version(), twin);
        try {
            assertThat(html(comparison + "twin/3d_fullres")).contains("case_00003", "0.0000 to 0.0000", "4 of 4 cases");
            assertThat(html("ui/parts/datasets/" + name + "/versions"))
                    .contains("Compare</button>")
                    .containsOnlyOnce("/3d_fullres\" selected");
        } finally {
            VersionCopy.delete(results, twin);
        }
        assertThat(html(comparison + side)).contains("Choose two that differ").doesNotContain("case_00003");
        RestCalls.requireProblem(get("ui/parts/datasets/" + name + "/comparison?first=x"), 400);
    }

    @Test
    void cutsTenThousandFaultsIntoPages() throws Exception {
        List<Fault> faults = IntStream.range(0, MANY)
                .mapToObj(i -> Fault.of(
                                i % 2 == 0 ? FaultCode.SCHEMA_VIOLATION : FaultCode.NO_FOREGROUND,
                                "<script>alert(" + i + ")</script>" + "x".repeat(1000),
                                "y".repeat(1000))
                        .of("case_%05d".formatted(i))
                        .in("imagesTr/case_%05d_0000.nii.gz".formatted(i)))
                .toList();
        results.put(
                ObjectKeys.newestIngestReport(name),
                Json.bytes(new IngestReport(
                        name, "v", false, new IngestReport.Cases(MANY, 0), faults, List.of(), List.of())));

        assertThat(html("ui/parts/datasets/" + name + "/faults"))
                .contains(
                        "Faults 1 to 100 of " + MANY,
                        "SCHEMA_VIOLATION " + MANY / 2,
                        "from=100",
                        "&lt;script&gt;alert(");
        assertThat(html("ui/parts/datasets/" + name + "/faults?code=NO_FOREGROUND&from=4900"))
                .contains("Faults 4901 to 5000 of 5000", "/ui/datasets/" + name + "/cases/case_")
                .doesNotContain("<td>SCHEMA_VIOLATION");
    }

    @Test
    void cutsTenThousandCasesIntoPages() throws Exception {
        PlannedDataset.write(results, MANY, Milestone.REPORT, "{\"folds\": [0, 1]}");

        assertThat(html("ui/parts/datasets/" + name + "/cases?order=name")).contains("Cases 1 to 100 of " + MANY);
        assertThat(html("ui/parts/datasets/" + name + "/cases?order=worst&from=9950"))
                .contains("Cases 9951 to 10000 of " + MANY);
    }

    @Test
    void showsWhatDiffersFromTheDefaults() throws Exception {
        assertThat(html("ui/parts/datasets/" + name + "/plans")).contains("<code>folds</code>");
        assertThat(html("ui/parts/datasets/" + name + "/fingerprint")).contains("No case has a fingerprint yet");
    }

    @Test
    void sendsOnlyTheEpochsThatAreNew() throws Exception {
        JsonNode all = Json.tree(get("datasets/" + name + "/folds").body());
        int epochs = all.at("/0/epochs").size();
        assertThat(epochs).isGreaterThan(1);

        JsonNode more = Json.tree(get("datasets/" + name + "/folds?known=3d_fullres/0:" + (epochs - 1))
                .body());

        assertThat(more.at("/0/epochs")).hasSize(1);
        assertThat(more.at("/0/first").asInt()).isEqualTo(epochs - 1);
        assertThat(more.at("/0/epochs/0")).isEqualTo(all.at("/0/epochs").get(epochs - 1));
        assertThat(more.at("/1/epochs")).hasSize(epochs);
        RestCalls.requireProblem(get("datasets/" + name + "/folds?known=nonsense"), 400);
        RestCalls.requireProblem(get("datasets/" + name + "/folds/3d_fullres/0/log"), 404);
    }
}
