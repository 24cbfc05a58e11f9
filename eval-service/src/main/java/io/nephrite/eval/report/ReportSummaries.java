package io.nephrite.eval.report;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.util.Optional;

/**
 * The summaries of reports, each read once: a report of many cases takes megabytes, and lists of versions and datasets
 * are asked for at every event. A report that is written again is another object, and read again. Thread-safe.
 */
public final class ReportSummaries {
    private static final int MOST = 10_000;

    private final ObjectStore results;
    private final Cache<String, ReportSummary> summaries =
            Caffeine.newBuilder().maximumSize(MOST).build();

    public ReportSummaries(ObjectStore results) {
        this.results = results;
    }

    /**
     * Finds the summary of a report.
     *
     * @param key of a report.json
     * @return empty where it is not there
     */
    public Optional<ReportSummary> find(String key) {
        return results.stat(key).flatMap(info -> summary(key, info));
    }

    private Optional<ReportSummary> summary(String key, ObjectInfo info) {
        String content = key + "\n" + info.etag();
        Optional<ReportSummary> known = Optional.ofNullable(summaries.getIfPresent(content));
        if (known.isPresent()) {
            return known;
        }
        Optional<ReportSummary> read = results.find(key).map(ReportSummary::parse);
        read.ifPresent(summary -> summaries.put(content, summary));
        return read;
    }
}
