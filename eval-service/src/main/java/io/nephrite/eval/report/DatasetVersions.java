package io.nephrite.eval.report;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.fingerprint.CaseFingerprint;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The versions of a dataset as the store has them, and what there is to say of two of them. Thread-safe. */
public final class DatasetVersions {
    private static final int MOST_FINGERPRINTS = 50_000;

    private final ObjectStore results;
    private final ReportSummaries summaries;
    /** A fingerprint is never changed: each is read once. */
    private final Cache<String, CaseFingerprint> fingerprints =
            Caffeine.newBuilder().maximumSize(MOST_FINGERPRINTS).build();

    public DatasetVersions(ObjectStore results, ReportSummaries summaries) {
        this.results = results;
        this.summaries = summaries;
    }

    /**
     * A version that was sealed.
     *
     * @param configurations that its report has; none where there is no report
     */
    public record Listed(String version, Instant sealed, List<String> configurations) {}

    /** The newest first. */
    public List<Listed> list(String dataset) {
        List<Listed> versions = new ArrayList<>();
        for (String version : results.folders(ObjectKeys.versions(dataset))) {
            VersionId id = new VersionId(dataset, version);
            results.stat(ObjectKeys.manifest(id))
                    .ifPresent(manifest -> versions.add(new Listed(
                            version,
                            manifest.lastModified(),
                            summaries
                                    .find(ObjectKeys.report(id))
                                    .map(ReportSummary::configurations)
                                    .orElse(List.of()))));
        }
        versions.sort(Comparator.comparing(Listed::sealed)
                .thenComparing(Listed::version)
                .reversed());
        return versions;
    }

    /**
     * Finds what changed between two versions.
     *
     * @throws ObjectStore.NoSuchObjectException where one of them is not there
     */
    public VersionChanges changes(VersionId before, VersionId now) {
        StoredVersion first = new StoredVersion(results, before);
        StoredVersion second = new StoredVersion(results, now);
        return VersionChanges.between(first.manifest(), first.experiment(), second.manifest(), second.experiment());
    }

    /**
     * Case by case.
     *
     * @return empty where one of them has no report, or not that configuration
     */
    public Optional<ReportComparison> compare(
            VersionId first, String configuration, VersionId second, String otherConfiguration) {
        return report(first)
                .flatMap(r -> r.configuration(configuration))
                .flatMap(a -> report(second)
                        .flatMap(r -> r.configuration(otherConfiguration))
                        .map(b -> ReportComparison.of(
                                "version " + first.version() + ", " + configuration,
                                a,
                                "version " + second.version() + ", " + otherConfiguration,
                                b)));
    }

    /** Fingerprints of the training cases that have one by now, ascending by case id. */
    public FingerprintView fingerprint(VersionId id) {
        StoredVersion version = new StoredVersion(results, id);
        List<CaseFingerprint> cases = new ArrayList<>();
        Optional<RawResampling> rawResampling = version.experiment().rawResampling();
        DatasetManifest manifest = version.manifest();
        for (CaseFiles files : manifest.training()) {
            fingerprint(ObjectKeys.caseFingerprint(id.dataset(), files, rawResampling))
                    .ifPresent(cases::add);
        }
        return FingerprintView.of(cases, manifest.channelNames(), manifest.labels());
    }

    private Optional<CaseFingerprint> fingerprint(String key) {
        Optional<CaseFingerprint> known = Optional.ofNullable(fingerprints.getIfPresent(key));
        if (known.isPresent()) {
            return known;
        }
        Optional<CaseFingerprint> read = results.find(key).map(json -> Json.read(json, CaseFingerprint.class));
        read.ifPresent(fingerprint -> fingerprints.put(key, fingerprint));
        return read;
    }

    private Optional<Report> report(VersionId id) {
        return results.find(ObjectKeys.report(id)).map(Report::parse);
    }
}
