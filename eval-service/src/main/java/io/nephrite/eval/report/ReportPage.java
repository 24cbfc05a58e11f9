package io.nephrite.eval.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.ShownTestImages;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.report.Report.ConfigurationReport;
import io.nephrite.eval.viewer.CaseViewer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * report.html: one file that needs nothing beside it, for people to hand on. All of it is in report.json and the
 * documents of the same version; nothing is computed again. Safe to repeat.
 */
public final class ReportPage {
    private final ObjectStore results;
    private final WorstCases worst;
    private final String release;
    private final ReportTemplates templates = new ReportTemplates();

    /**
     * Makes pages of reports.
     *
     * @param release of this software
     */
    public ReportPage(ObjectStore results, CaseViewer viewer, String release) {
        this.results = results;
        this.worst = new WorstCases(viewer);
        this.release = release;
    }

    /** Writes the page of a version whose report.json is there, and then which test images it shows. */
    public void write(VersionId version) {
        ReportDocuments documents = ReportDocuments.read(results, version);
        results.put(ObjectKeys.reportPage(version), html(documents).getBytes(UTF_8));
        results.put(ObjectKeys.shownTestImages(version), Json.bytes(documents.shownTestImages()));
    }

    /** Whether the page is there, with every test image that is predicted by now. */
    public boolean isComplete(VersionId id) {
        Optional<ShownTestImages> shown = ShownTestImages.find(results, id);
        if (shown.isEmpty()) {
            return false;
        }
        StoredVersion version = new StoredVersion(results, id);
        Set<String> predicted = caseIds(version.manifest().test());
        predicted.removeAll(caseIds(version.missingTestPredictions()));
        return shown.get().caseIds().containsAll(predicted);
    }

    private static Set<String> caseIds(List<CaseFiles> cases) {
        return cases.stream().map(CaseFiles::caseId).collect(Collectors.toCollection(HashSet::new));
    }

    /** Choice, results and test images of a version as a part of a page, without the rest. */
    public String resultsPart(VersionId version, String caseAddress) {
        ReportDocuments documents = ReportDocuments.read(results, version);
        return templates.results(ReportView.of(documents, List.of(), "", release, Extent.PART), caseAddress);
    }

    private String html(ReportDocuments documents) {
        Optional<ConfigurationReport> configuration = documents
                .report()
                .selection()
                .flatMap(
                        s -> documents.report().configuration(s.configurations().get(0)))
                .or(() -> documents.report().configurations().stream().findFirst());
        List<WorstCasePicture> pictures = configuration
                .map(c -> worst.of(documents.manifest().versionId(), c))
                .orElse(List.of());
        return templates.page(ReportView.of(
                documents,
                pictures,
                configuration.map(ConfigurationReport::configuration).orElse(""),
                release,
                Extent.FILE));
    }
}
