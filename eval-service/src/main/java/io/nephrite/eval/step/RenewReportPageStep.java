package io.nephrite.eval.step;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.ImagePredicted;
import io.nephrite.core.event.Work;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.Step;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.report.ReportPage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Writes report.html again when the last test image is predicted after the report. Images are predicted while the report
 * is written: whoever comes second sees what the other has done. Safe to repeat.
 */
public final class RenewReportPageStep implements Step<ImagePredicted> {
    private static final int VERSIONS_KEPT = 100;
    private static final Duration RENEWAL = Duration.ofSeconds(10);
    /** Where fewer are missing by what is remembered, the store is asked at each event. */
    private static final int FEW = 20;

    private final ObjectStore results;
    private final ReportPage page;
    /** Test images that are not predicted: from a listing and the events since, as each listing takes time. */
    private final Cache<VersionId, Set<String>> missing = Caffeine.newBuilder()
            .maximumSize(VERSIONS_KEPT)
            .expireAfterWrite(RENEWAL)
            .build();

    public RenewReportPageStep(ObjectStore results, ReportPage page) {
        this.results = results;
        this.page = page;
    }

    @Override
    public Work work() {
        return Work.WRITE_REPORT;
    }

    @Override
    public List<Event> handle(ImagePredicted event) {
        VersionId version = event.versionId();
        if (!results.exists(ObjectKeys.report(version))) {
            return List.of();
        }
        Set<String> remembered = missing.get(version, this::listed);
        remembered.remove(event.caseId());
        if (remembered.size() < FEW && listed(version).isEmpty() && !page.isComplete(version)) {
            page.write(version);
        }
        return List.of();
    }

    private Set<String> listed(VersionId version) {
        return new StoredVersion(results, version)
                .missingTestPredictions().stream()
                        .map(CaseFiles::caseId)
                        .collect(Collectors.toCollection(ConcurrentHashMap::newKeySet));
    }
}
