package io.nephrite.eval.app.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.runtime.store.Results;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.PlannedDataset;
import io.nephrite.testkit.RestCalls;
import io.nephrite.testkit.quarkus.InMemoryChannels;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How large the pages are, asserted; how long they take, printed. */
@QuarkusTest
@WithTestResource(InMemoryChannels.class)
class PageSpeedTest {
    private static final int CASES = 10_000;
    private static final int LARGEST_PART = 200_000;
    private static final int LARGEST_FIRST_PAGE = 300_000;
    private static final Pattern LOADED = Pattern.compile("(?:src|href)=\"/((?:ui|webjars)/[^\"]+\\.(?:js|css))\"");
    private static final Pattern IMPORTED = Pattern.compile("from '/(ui/[^']+)'");

    @TestHTTPResource("/")
    URI address;

    @Inject
    @Results
    ObjectStore results;

    private HttpResponse<byte[]> get(String path) throws Exception {
        HttpResponse<byte[]> answer = new RestCalls(address).get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer;
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void sendsASmallFirstPage() throws Exception {
        get("");
        long begin = System.nanoTime();
        String home = text(get(""));
        int bytes = home.length() + get("ui/parts/datasets").body().length;
        Matcher loaded = LOADED.matcher(home);
        while (loaded.find()) {
            HttpResponse<byte[]> file = get(loaded.group(1));
            bytes += file.body().length;
            Matcher imported = IMPORTED.matcher(text(file));
            while (imported.find()) {
                bytes += get(imported.group(1)).body().length;
            }
        }
        System.out.printf(Locale.ROOT, "first page: %,d bytes, %.0f ms%n", bytes, (System.nanoTime() - begin) / 1e6);

        assertThat(bytes).isLessThan(LARGEST_FIRST_PAGE);
    }

    @Test
    void sendsNoLargePartHoweverManyCasesThereAre() throws Exception {
        PlannedDataset.write(results, CASES, Milestone.REPORT, "{\"folds\": [0, 1]}");
        String table = "ui/parts/datasets/" + EventExamples.DATASET + "/cases?order=name";
        get(table);

        for (String from : new String[] {"", "&from=5000"}) {
            long begin = System.nanoTime();
            HttpResponse<byte[]> part = get(table + from);
            System.out.printf(
                    Locale.ROOT,
                    "table of %,d cases%s: %,d bytes, %.0f ms%n",
                    CASES,
                    from,
                    part.body().length,
                    (System.nanoTime() - begin) / 1e6);
            assertThat(part.body().length).isLessThan(LARGEST_PART);
            assertThat(text(part)).contains(String.format(Locale.ROOT, "of %d", CASES));
        }
        assertThat(get("ui/parts/datasets/" + EventExamples.DATASET + "/work").body().length)
                .isLessThan(LARGEST_PART);
    }
}
