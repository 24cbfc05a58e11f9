package io.nephrite.eval.step;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nephrite.core.event.ConfigurationSelected;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.ReportCreated;
import io.nephrite.core.event.Work;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.FoldJournal;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.Step;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.planning.WorkOrder.FoldWork;
import io.nephrite.core.selection.Selection;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.report.MarkdownReport;
import io.nephrite.eval.report.Report;
import io.nephrite.eval.report.Report.FoldMetrics;
import io.nephrite.eval.report.ReportPage;
import io.nephrite.imaging.metric.CaseMetrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Writes report.md and report.json when the choice is made, and report.html, which shows what they say. Safe to repeat.
 */
public final class ReportStep implements Step<ConfigurationSelected> {
    private final ObjectStore results;
    private final ReportPage page;

    public ReportStep(ObjectStore results, ReportPage page) {
        this.results = results;
        this.page = page;
    }

    @Override
    public Work work() {
        return Work.WRITE_REPORT;
    }

    @Override
    public List<Event> handle(ConfigurationSelected event) {
        String key = ObjectKeys.report(event.versionId());
        if (!results.exists(key)) {
            StoredVersion version = new StoredVersion(results, event.versionId());
            Report report = Report.of(
                    version.manifest(),
                    version.planning().skipped(),
                    metrics(version),
                    Selection.parse(results.bytes(event.selectionKey())));
            results.put(
                    ObjectKeys.reportMarkdown(event.versionId()),
                    MarkdownReport.of(report).getBytes(UTF_8));
            results.putIfAbsent(key, Json.pretty(report));
        }
        if (!page.isComplete(event.versionId())) {
            page.write(event.versionId());
        }
        return List.of(new ReportCreated(
                EventHeader.root("report-created", event.dataset(), event.version()),
                event.dataset(),
                event.version(),
                key));
    }

    private List<FoldMetrics> metrics(StoredVersion version) {
        List<FoldMetrics> folds = new ArrayList<>();
        for (ConfigurationWork configuration : version.planning().configurations()) {
            for (FoldWork training : configuration.trainings()) {
                FoldId fold = version.id().fold(configuration.name(), training.fold());
                Map<String, CaseMetrics> cases = new LinkedHashMap<>();
                for (String id : new TreeSet<>(version.fold(training.fold()).val())) {
                    cases.put(id, Json.read(results.bytes(ObjectKeys.caseMetrics(fold, id)), CaseMetrics.class));
                }
                LineageCheck lineage = LineageCheck.of(results, version, fold);
                Optional<FoldJournal> journal = FoldJournal.find(results, fold);
                List<String> warnings =
                        new ArrayList<>(journal.map(FoldJournal::warnings).orElse(List.of()));
                warnings.addAll(lineage.warnings());
                folds.add(new FoldMetrics(
                        configuration.name(),
                        training.fold(),
                        warnings,
                        lineage.trainedOn(),
                        journal.flatMap(FoldJournal::device),
                        cases));
            }
        }
        return folds;
    }
}
