package io.nephrite.eval.app.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.event.CaseChecked;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.status.StatusBoard;
import io.nephrite.eval.viewer.ViewedDataset;
import io.nephrite.runtime.store.Datasets;
import io.nephrite.runtime.store.Results;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.RestCalls;
import io.nephrite.testkit.quarkus.InMemoryChannels;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InMemoryChannels.class)
class PageResourceTest {
    private static final int SMALL = 200_000;

    @Inject
    @Datasets
    ObjectStore datasets;

    @Inject
    @Results
    ObjectStore results;

    @Inject
    StatusBoard board;

    @Inject
    LiveEvents live;

    @TestHTTPResource("/")
    URI address;

    private ViewedDataset dataset;
    private String name;

    @BeforeEach
    void writeDataset() {
        dataset = new ViewedDataset(datasets, results, i -> i % 2);
        dataset.predict(i -> 0);
        name = dataset.version().dataset();
    }

    private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return new RestCalls(address).get(path);
    }

    private String html(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(answer.body().length).as(path).isLessThan(SMALL);
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void servesEveryPartOfThePage() throws Exception {
        assertThat(html("")).contains("hx-get=\"/ui/parts/datasets\"");
        for (String tab :
                new String[] {"work", "training", "cases", "results", "versions", "faults", "fingerprint", "plans"}) {
            assertThat(html("ui/datasets/" + name + "?tab=" + tab)).contains(name);
        }
        assertThat(html("ui/parts/datasets/" + name + "/work"))
                .contains(dataset.version().version());
        assertThat(html("ui/parts/datasets/" + name + "/cases?order=name")).contains(dataset.caseId());
        assertThat(html("ui/parts/datasets/" + name + "/faults")).contains("not checked");
        assertThat(html("ui/datasets/" + name + "/cases/" + dataset.caseId())).contains("viewer.js");
        assertThat(html("ui/trouble")).contains("trouble.js");
        assertThat(html("ui/parts/failures")).isNotEmpty();
        assertThat(html("ui/predict")).contains("predict.js");
        assertThat(html("ui/predict/" + name + "/patient")).contains("data-case=\"patient\"");
    }

    @Test
    void servesScriptsAndStylesByItself() throws Exception {
        for (String file : new String[] {
            "ui/viewer.js",
            "ui/training.js",
            "ui/trouble.js",
            "ui/system.js",
            "ui/dom.js",
            "ui/live.js",
            "ui/deletion.js",
            "ui/sending.js",
            "ui/upload.js",
            "ui/trainings.js",
            "ui/predict.js",
            "ui/prediction.js",
            "ui/results.js",
            "ui/controls.css",
            "webjars/js-md5/build/md5.min.js",
            "ui/style.css",
            "webjars/htmx.org/dist/htmx.min.js",
            "webjars/htmx-ext-sse/sse.js",
            "webjars/uplot/dist/uPlot.iife.min.js",
            "webjars/uplot/dist/uPlot.min.css"
        }) {
            assertThat(get(file).statusCode()).as(file).isEqualTo(200);
        }
    }

    @Test
    void letsAPageLoadNothingFromElsewhereAndRunNoScriptThatStandsInIt() throws Exception {
        String policy = get("").headers().firstValue("Content-Security-Policy").orElseThrow();

        assertThat(policy).contains("default-src 'none'", "script-src 'self'").doesNotContain("unsafe");
        assertThat(html("")).doesNotContain("<script>").doesNotContain("style=").doesNotContain("onclick");
    }

    @Test
    void writesTextOfStrangersAsText() throws Exception {
        String message = "<script>alert(1)</script> & \"more\"";
        WorkFailed example = EventExamples.of(WorkFailed.class);
        board.seen(
                new WorkFailed(
                        new EventHeader("evil", "evil", "evil"),
                        example.dataset(),
                        example.version(),
                        example.stage(),
                        example.subject(),
                        example.code(),
                        message,
                        example.work(),
                        example.caseId(),
                        example.configuration(),
                        example.fold()),
                Optional.empty(),
                Instant.EPOCH);

        String part = html("ui/parts/datasets/" + name + "/work");

        assertThat(part).contains("&lt;script&gt;alert(1)").doesNotContain("<script>");
    }

    @Test
    void mayBeSentToTheStoreAndNowhereElse() throws Exception {
        String policy = get("").headers().firstValue("Content-Security-Policy").orElseThrow();

        assertThat(policy).contains("connect-src 'self' http://localhost:9000;");
    }

    @Test
    void refusesWritesOfPagesOfOtherOrigins() throws Exception {
        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address.resolve("uploads/datasets/Task40/address"))
                                .header("Content-Type", "application/json")
                                .header("Sec-Fetch-Site", "cross-site")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"path\": \"dataset.json\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());

        RestCalls.requireProblem(answer, 403);
    }

    @Test
    void showsTheCountsOfTheStatus() throws Exception {
        DatasetStatus status = Json.read(get("datasets/" + name + "/status").body(), DatasetStatus.class);

        String part = html("ui/parts/datasets/" + name + "/work");

        status.stages()
                .forEach(stage -> assertThat(part)
                        .contains("<span>" + stage.done() + " of " + (stage.total() > 0 ? stage.total() : "?")
                                + "</span>"));
    }

    @Test
    void tellsOpenPagesAtOnceWhatHasMoved() throws Exception {
        HttpResponse<InputStream> stream = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address.resolve("live?dataset=" + name))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).as("a sign of life").startsWith(":");

            live.seen(EventExamples.of(WorkFailed.class));

            assertThat(lines.readLine()).isEmpty();
            assertThat(lines.readLine()).isEqualTo("event:moved");
            assertThat(lines.readLine()).contains("work-failed", name);
        }
    }

    /** A burst is told once for each kind of event, and none of it later than 50 ms. */
    @Test
    void tellsABurstOfEventsInFewWords() throws Exception {
        HttpResponse<InputStream> stream = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address.resolve("live?dataset=" + name))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).startsWith(":");
            for (int i = 0; i < 500; i++) {
                live.seen(EventExamples.of(WorkFailed.class));
            }
            live.seen(EventExamples.of(CaseChecked.class));

            int told = 0;
            for (String line = lines.readLine(); !line.contains("case-checked"); line = lines.readLine()) {
                told += line.equals("event:moved") ? 1 : 0;
            }
            assertThat(told).isBetween(2, 50);
        }
    }

    @Test
    void answersPicturesAndWhatItCannotShow() throws Exception {
        String ofCase = "datasets/" + name + "/cases/" + dataset.caseId();

        assertThat(get(ofCase + "/image/axial/1").headers().firstValue("Content-Type"))
                .contains("image/png");
        assertThat(get(ofCase + "/labels/sagittal/1?outline=true").statusCode()).isEqualTo(200);
        assertThat(get(ofCase + "/labels/axial/1?of=difference&configuration=3d_fullres&fold=0")
                        .statusCode())
                .isEqualTo(200);
        assertThat(Json.tree(get(ofCase + "/voxel?x=3&y=2&z=1").body())
                        .path("value")
                        .asDouble())
                .isEqualTo(123);
        RestCalls.requireProblem(get(ofCase + "/image/axial/2"), 400);
        RestCalls.requireProblem(get(ofCase + "/image/oblique/1"), 400);
        RestCalls.requireProblem(get(ofCase + "/image/axial/1?low=5&high=5"), 400);
        RestCalls.requireProblem(get(ofCase + "/labels/axial/1?of=prediction"), 400);
        RestCalls.requireProblem(get(ofCase + "/labels/axial/1?of=prediction&configuration=2d&fold=0"), 404);
        RestCalls.requireProblem(get("datasets/" + name + "/cases/nobody"), 404);
        RestCalls.requireProblem(get("datasets/" + name + "/cases/..%2Fsecret"), 400);
        RestCalls.requireProblem(get("ui/datasets/Dataset999_Nothing"), 404);
    }
}
