package io.nephrite.eval.report;

import io.nephrite.core.dataset.CaseFiles;
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

/** The versions of a dataset as the store has them, and what there is to say of two of them. */
public final class DatasetVersions {
    private final ObjectStore results;

    public DatasetVersions(ObjectStore results) {
        this.results = results;
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
                            report(id)
                                    .map(r -> r.configurations().stream()
                                            .map(Report.ConfigurationReport::configuration)
                                            .toList())
                                    .orElse(List.of()))));
        }
        versions.sort(Comparator.comparing(Listed::sealed)
                .thenComparing(Listed::version)
                .reversed());
        return versions;
    }

    /** @throws ObjectStore.NoSuchObjectException where one of them is not there */
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
        for (CaseFiles files : version.manifest().training()) {
            results.find(ObjectKeys.caseFingerprint(
                            id.dataset(), files, version.experiment().rawResampling()))
                    .map(json -> Json.read(json, CaseFingerprint.class))
                    .ifPresent(cases::add);
        }
        return FingerprintView.of(cases);
    }

    private Optional<Report> report(VersionId id) {
        return results.find(ObjectKeys.report(id)).map(Report::parse);
    }
}
