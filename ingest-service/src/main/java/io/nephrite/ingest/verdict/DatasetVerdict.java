package io.nephrite.ingest.verdict;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseGroups;
import io.nephrite.core.dataset.DatasetLayout;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.IngestReport;
import io.nephrite.core.dataset.IngestReport.LeftAlone;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.dataset.PlansChoice;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.dataset.layout.CaseBook;
import io.nephrite.core.dataset.layout.CaseEntry;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.experiment.FaultTreatments;
import io.nephrite.core.experiment.FaultyCases;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.imaging.check.CaseCheck;
import io.nephrite.imaging.check.DatasetComparison;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether a dataset can be used, and what of it.
 *
 * @param isKits whether it is a KiTS19 checkout
 * @param manifest of the version that is sealed; empty where errors stop it
 */
public record DatasetVerdict(
        IngestReport report, boolean isKits, Optional<DatasetManifest> manifest, Experiment experiment, Goal goal) {
    /** Names of documents whose content is a part of a version's identity begin so. */
    private static final List<String> PLANS_AND_SPLITS = List.of("nnUNetPlans", ObjectKeys.SPLITS_FILE);

    /** Judges. The same snapshot leads to the same verdict. */
    public static DatasetVerdict of(DatasetSnapshot snapshot) {
        return new Judgement(snapshot).verdict();
    }

    /** The work on one snapshot. */
    private static final class Judgement {
        private final DatasetSnapshot snapshot;
        private final Experiment experiment;
        private final FaultTreatments treatments;
        private final List<Fault> faults = new ArrayList<>();
        private final Map<String, CaseFiles> training = new TreeMap<>();
        private final Map<String, CaseFiles> test = new TreeMap<>();

        Judgement(DatasetSnapshot snapshot) {
            this.snapshot = snapshot;
            this.experiment = snapshot.experiment().value();
            this.treatments = new FaultTreatments(experiment);
        }

        DatasetVerdict verdict() {
            faults.addAll(snapshot.experiment().faults());
            faults.addAll(snapshot.goal().faults());
            description();
            cases();
            Map<String, String> groups = groups();
            named(experiment.exclude(), Experiment.FILE);
            PlansChoice plans = PlansChoice.of(
                    snapshot.files().keySet().stream()
                            .filter(path -> path.indexOf('/') < 0)
                            .toList(),
                    experiment.planner().plans());
            faults.addAll(plans.faults());
            StrayFiles strays =
                    StrayFiles.of(snapshot.files(), snapshot.book(), plans).beside(snapshot.debris());
            faults.addAll(strays.faults());
            List<Fault> taken =
                    faults.stream().flatMap(f -> treatments.of(f).stream()).toList();
            return conclude(taken, groups, plans, strays);
        }

        private void description() {
            if (snapshot.description().isEmpty()) {
                faults.add(
                        Fault.of(FaultCode.DESCRIPTION_MISSING, "neither dataset.json nor kits.json", "one of them"));
            }
            snapshot.description()
                    .ifPresent(d -> d.faults().stream()
                            .filter(f -> f.caseId()
                                    .filter(experiment.exclude()::contains)
                                    .isEmpty())
                            .forEach(faults::add));
        }

        private void cases() {
            Optional<Description> description = snapshot.description().filter(Description::isCheckable);
            if (description.isEmpty()) {
                return;
            }
            CaseBook book = snapshot.book().orElseThrow();
            Map<String, CaseCheck> trainingChecks = new TreeMap<>();
            Map<String, CaseCheck> testChecks = new TreeMap<>();
            faults.addAll(book.faults());
            for (CaseEntry entry : book.entries()) {
                entry.files().ifPresent(files -> {
                    CaseCheck check = snapshot.checks().get(entry.caseId());
                    (entry.isTest() ? test : training).put(entry.caseId(), files);
                    (entry.isTest() ? testChecks : trainingChecks).put(entry.caseId(), check);
                    faults.addAll(check.faults());
                });
            }
            faults.addAll(
                    DatasetComparison.of(description.get().labels(), trainingChecks.values(), testChecks.values()));
        }

        /** Of groups.csv where it is there, else of dataset.json. */
        private Map<String, String> groups() {
            faults.addAll(snapshot.groups().faults());
            Optional<Map<String, String>> table = snapshot.groups().value();
            Map<String, String> groups = table.orElseGet(
                    () -> snapshot.description().map(Description::groups).orElse(Map.of()));
            named(groups.keySet(), table.isPresent() ? CaseGroups.FILE : DescriptionReader.DATASET_JSON);
            return groups;
        }

        private void named(Collection<String> names, String file) {
            Set<String> known = new HashSet<>();
            snapshot.book().ifPresent(b -> {
                b.entries().forEach(e -> known.add(e.caseId()));
                known.addAll(b.excluded());
            });
            if (!known.isEmpty()) {
                names.stream()
                        .filter(n -> !known.contains(n))
                        .sorted()
                        .forEach(n -> faults.add(
                                Fault.of(FaultCode.CASE_UNKNOWN, "case \"" + n + "\"", "a case of this dataset")
                                        .in(file)));
            }
        }

        private DatasetVerdict conclude(
                List<Fault> taken, Map<String, String> groups, PlansChoice plans, StrayFiles strays) {
            Set<String> faulty = new HashSet<>();
            boolean isBroken = false;
            for (Fault fault : taken) {
                if (fault.isError()) {
                    fault.caseId().ifPresent(faulty::add);
                    isBroken |= fault.caseId().isEmpty();
                }
            }
            Set<String> listedCases = new HashSet<>();
            snapshot.book().ifPresent(b -> b.entries().forEach(e -> listedCases.add(e.caseId())));
            training.keySet().removeAll(faulty);
            test.keySet().removeAll(faulty);
            listedCases.addAll(faulty); // those too that the description names in a way that cannot be followed
            List<String> skipped = faulty.stream().sorted().toList();
            boolean goesOn = !isBroken
                    && !training.isEmpty()
                    && (faulty.isEmpty() || experiment.faultyCases() == FaultyCases.SKIP);
            DatasetManifest manifest = manifest(skipped, groups, plans);
            String version = goesOn ? version(manifest) : ContentHash.of("refused", snapshot.signature());
            IngestReport report = new IngestReport(
                    snapshot.dataset(),
                    version,
                    goesOn,
                    new IngestReport.Cases(listedCases.size(), training.size() + test.size()),
                    taken,
                    goesOn ? skipped : List.of(),
                    snapshot.book().map(CaseBook::excluded).orElse(List.of()),
                    treatments.overridden(faults),
                    leftAlone(strays));
            return new DatasetVerdict(
                    report,
                    snapshot.description()
                            .filter(d -> d.layout() == DatasetLayout.KITS19)
                            .isPresent(),
                    goesOn ? Optional.of(manifest.withVersion(version)) : Optional.empty(),
                    experiment,
                    snapshot.goal().value());
        }

        private List<LeftAlone> leftAlone(StrayFiles strays) {
            List<LeftAlone> leftAlone = new ArrayList<>(strays.leftAlone());
            boolean hasTable = snapshot.groups().value().isPresent();
            if (hasTable
                    && snapshot.description().filter(d -> !d.groups().isEmpty()).isPresent()) {
                leftAlone.add(new LeftAlone(
                        DescriptionReader.DATASET_JSON + " /group", "a second list of groups: groups.csv is used"));
            }
            return leftAlone;
        }

        private DatasetManifest manifest(List<String> skipped, Map<String, String> groups, PlansChoice plans) {
            Optional<Description> description = snapshot.description();
            return new DatasetManifest(
                    snapshot.dataset(),
                    "",
                    description.map(Description::channelNames).orElse(List.of()),
                    description.map(Description::labels).orElseGet(() -> LabelMap.of("background")),
                    description.map(Description::fileEnding).orElse(""),
                    List.copyOf(training.values()),
                    List.copyOf(test.values()),
                    skipped,
                    groups,
                    plans.file().map(snapshot.files()::get),
                    Optional.ofNullable(snapshot.files().get(ObjectKeys.SPLITS_FILE)),
                    description.flatMap(Description::reader));
        }

        private String version(DatasetManifest manifest) {
            return ContentHash.of(
                    new String(Json.bytes(manifest), StandardCharsets.UTF_8),
                    new String(Json.bytes(experiment), StandardCharsets.UTF_8),
                    plansAndSplits());
        }

        private String plansAndSplits() {
            StringBuilder text = new StringBuilder();
            new TreeMap<>(snapshot.files()).forEach((path, file) -> {
                if (path.indexOf('/') < 0 && PLANS_AND_SPLITS.stream().anyMatch(path::startsWith)) {
                    text.append(path).append(' ').append(file.etag()).append('\n');
                }
            });
            return text.toString();
        }
    }
}
