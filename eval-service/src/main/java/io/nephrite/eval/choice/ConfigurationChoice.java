package io.nephrite.eval.choice;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ChoiceFolder;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.plans.ConfigurationKind;
import io.nephrite.core.selection.Candidate;
import io.nephrite.core.selection.InferenceInformation;
import io.nephrite.core.selection.InferenceInstructions;
import io.nephrite.core.selection.NnunetModel;
import io.nephrite.core.selection.Selection;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.metric.CaseMetrics;
import io.nephrite.imaging.metric.EvaluationSummary;
import io.nephrite.imaging.postprocess.PostprocessingDecision;
import io.nephrite.imaging.postprocess.PostprocessingDecision.Filter;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.imaging.read.LabelFileWriter;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Chooses the configuration that has the highest mean foreground Dice over the validation cases of all folds, decides
 * on its postprocessing, and writes nnU-Net's documents of both. Everything it writes is the same at each call.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code find_best_configuration}.
 */
public final class ConfigurationChoice {
    /** The order in which nnU-Net looks at configurations; the first of equal ones is taken. */
    private static final List<String> ORDER = Stream.of(
                    ConfigurationKind.PLANAR,
                    ConfigurationKind.FULLRES,
                    ConfigurationKind.LOWRES,
                    ConfigurationKind.CASCADE)
            .map(ConfigurationKind::text)
            .toList();

    /** Ending of what may lie beside a prediction. */
    private static final String SPACING = ".json";

    private final ObjectStore results;
    private final CaseReader references;
    private final CaseReader predictions;
    private final PairedPredictions pairs;
    private final int threads;

    /**
     * Makes a choice from stored results.
     *
     * @param pairs what two configurations predict together
     * @param threads cases that are worked on at a time
     */
    public ConfigurationChoice(ObjectStore datasets, ObjectStore results, PairedPredictions pairs, int threads) {
        this.pairs = pairs;
        this.results = results;
        this.references = new CaseReader(datasets);
        this.predictions = new CaseReader(results);
        this.threads = threads;
    }

    /**
     * Chooses, and writes nnU-Net's documents about it.
     *
     * @param version whose planned folds are all evaluated
     */
    public Selection choose(StoredVersion version) {
        CrossValidation validation = CrossValidation.of(version);
        List<CandidateFolder> folders = new ArrayList<>();
        for (String configuration : inOrder(version)) {
            folders.add(collected(version, configuration, validation));
        }
        folders.addAll(pairs(version, List.copyOf(folders), validation));
        List<Candidate> candidates =
                folders.stream().map(CandidateFolder::candidate).toList();
        Candidate best = Selection.best(candidates).orElseGet(() -> candidates.get(0));
        CandidateFolder chosen = folders.get(candidates.indexOf(best));
        PostprocessingDecision decision = postprocessed(version, chosen, validation);
        writeInformation(version, validation, folders, chosen, decision);
        return new Selection(
                best.configurations(),
                validation.folds(),
                candidates,
                decision.accepted().stream().map(Filter::labels).toList(),
                best.dice(),
                best.dice().isPresent()
                        ? OptionalDouble.of(decision.after().foregroundMean().dice())
                        : best.dice(),
                ChoiceReason.of(candidates, best, validation, decision),
                validation.missing());
    }

    private static List<String> inOrder(StoredVersion version) {
        return version.planning().configurations().stream()
                .map(ConfigurationWork::name)
                .sorted(Comparator.comparing(name -> ORDER.contains(name) ? ORDER.indexOf(name) : ORDER.size()))
                .toList();
    }

    /** Copies the predictions of all folds into one folder, where nnU-Net has them. */
    private CandidateFolder collected(StoredVersion version, String configuration, CrossValidation validation) {
        NnunetModel model = NnunetModel.of(version.planning().plansName(), configuration);
        ChoiceFolder folder =
                new ChoiceFolder(ObjectKeys.crossValidation(version.id(), configuration, validation.folds()));
        String ending = version.manifest().predictionEnding();
        List<CaseMetrics> metrics = new ArrayList<>();
        validation.foldOfCase().forEach((caseId, fold) -> {
            FoldId id = version.id().fold(configuration, fold);
            copyPrediction(id, caseId, ending, folder);
            metrics.add(Json.read(results.bytes(ObjectKeys.caseMetrics(id, caseId)), CaseMetrics.class)
                    .ofPrediction(folder.prediction(caseId, ending)));
        });
        EvaluationSummary summary = EvaluationSummary.of(metrics);
        writeBeside(version, folder);
        results.put(folder.summary(), summary.toNnunet());
        return new CandidateFolder(List.of(model), model.identifier(), folder, summary);
    }

    private void copyPrediction(FoldId fold, String caseId, String ending, ChoiceFolder folder) {
        // versions that were predicted before predictions followed the dataset's ending have the usual one
        String written = Stream.of(ending, DatasetManifest.USUAL_ENDING)
                .filter(e -> results.exists(ObjectKeys.prediction(fold, caseId, e)))
                .findFirst()
                .orElse(ending);
        results.put(folder.prediction(caseId, written), results.bytes(ObjectKeys.prediction(fold, caseId, written)));
        results.find(ObjectKeys.prediction(fold, caseId, SPACING))
                .ifPresent(spacing -> results.put(folder.prediction(caseId, SPACING), spacing));
    }

    /** Every pair whose logits were kept, in nnU-Net's order. */
    private List<CandidateFolder> pairs(
            StoredVersion version, List<CandidateFolder> single, CrossValidation validation) {
        List<CandidateFolder> folders = new ArrayList<>();
        if (!version.experiment().choosing().ensembles()) {
            return folders;
        }
        List<CandidateFolder> kept =
                single.stream().filter(c -> isKept(version, c, validation)).toList();
        for (int i = 0; i < kept.size(); i++) {
            for (int j = i + 1; j < kept.size(); j++) {
                folders.add(pair(version, kept.get(i), kept.get(j), validation));
            }
        }
        return folders;
    }

    private boolean isKept(StoredVersion version, CandidateFolder candidate, CrossValidation validation) {
        String configuration = candidate.models().get(0).configuration();
        return validation.foldOfCase().entrySet().stream()
                .allMatch(e -> pairs.isThere(version.id().fold(configuration, e.getValue()), e.getKey()));
    }

    private CandidateFolder pair(
            StoredVersion version, CandidateFolder first, CandidateFolder second, CrossValidation validation) {
        List<NnunetModel> models =
                List.of(first.models().get(0), second.models().get(0));
        String name = models.get(0).ensemble(models.get(1), validation.folds());
        ChoiceFolder folder = new ChoiceFolder(ObjectKeys.ensemble(version.id(), name));
        CollectedCases singles =
                CollectedCases.in(first.folder(), references, predictions, version, validation.cases());
        List<CaseMetrics> metrics = new ArrayList<>();
        for (int i = 0; i < singles.size(); i++) {
            String caseId = validation.cases().get(i);
            // a marker for each case: a restart goes on where it was
            String marker = ObjectKeys.ensembleMetrics(version.id(), name, caseId);
            if (!results.exists(marker)) {
                String fold = validation.foldOfCase().get(caseId);
                LabelVolume labels = pairs.predict(
                        version,
                        models.stream()
                                .map(model -> version.id().fold(model.configuration(), fold))
                                .toList(),
                        caseId);
                results.put(singles.fileIn(folder, i), written(labels, singles, i));
                results.putIfAbsent(
                        marker,
                        Json.bytes(CaseMetrics.of(
                                singles.fileIn(folder, i),
                                singles.referenceFile(i),
                                labels,
                                singles.reference(i),
                                version.manifest().labels())));
            }
            metrics.add(Json.read(results.bytes(marker), CaseMetrics.class));
        }
        EvaluationSummary summary = EvaluationSummary.of(metrics);
        writeBeside(version, folder);
        results.put(folder.summary(), summary.toNnunet());
        return new CandidateFolder(models, name, folder, summary);
    }

    /** What nnU-Net's own commands look for in such a folder. */
    private void writeBeside(StoredVersion version, ChoiceFolder folder) {
        results.put(folder.datasetJson(), Json.pretty(version.manifest().toNnunet()));
        results.put(folder.plans(), version.plans().bytes());
    }

    private PostprocessingDecision postprocessed(
            StoredVersion version, CandidateFolder chosen, CrossValidation validation) {
        CollectedCases cases = CollectedCases.in(chosen.folder(), references, predictions, version, validation.cases());
        PostprocessingDecision decision =
                PostprocessingDecision.decide(cases, version.manifest().labels(), threads);
        ChoiceFolder folder = chosen.folder().postprocessed();
        List<CaseMetrics> metrics = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            results.put(
                    cases.fileIn(folder, i),
                    decision.accepted().isEmpty()
                            ? results.bytes(cases.predictionFile(i))
                            : written(decision.apply(cases.prediction(i)), cases, i));
            metrics.add(decision.after().cases().get(i).ofPrediction(cases.fileIn(folder, i)));
        }
        results.put(folder.summary(), EvaluationSummary.of(metrics).toNnunet());
        results.put(chosen.folder().postprocessing(), decision.toNnunet());
        return decision;
    }

    /** @param original a prediction of the same case */
    private static byte[] written(LabelVolume labels, CollectedCases original, int i) {
        return LabelFileWriter.bytes(labels, original.header(i), original.ending());
    }

    private void writeInformation(
            StoredVersion version,
            CrossValidation validation,
            List<CandidateFolder> folders,
            CandidateFolder chosen,
            PostprocessingDecision decision) {
        Map<String, Double> scores = new LinkedHashMap<>();
        folders.forEach(
                f -> scores.put(f.identifier(), f.summary().foregroundMean().dice()));
        ChoiceFolder folder = new ChoiceFolder(ObjectKeys.below(
                        ObjectKeys.results(version.id()), chosen.folder().prefix())
                .orElseThrow());
        InferenceInformation information = new InferenceInformation(
                version.id().dataset(),
                validation.folds(),
                folders.stream()
                        .map(CandidateFolder::models)
                        .filter(models -> models.size() == 1)
                        .map(models -> models.get(0))
                        .toList(),
                folders.stream().anyMatch(f -> f.models().size() > 1),
                scores,
                chosen.models(),
                folder.plans(),
                folder.postprocessing(),
                chosen.summary().foregroundMean().dice(),
                decision.after().foregroundMean().dice());
        results.put(ObjectKeys.inferenceInformation(version.id()), information.toNnunet());
        results.put(
                ObjectKeys.inferenceInstructions(version.id()),
                InferenceInstructions.of(information, !decision.accepted().isEmpty())
                        .getBytes(UTF_8));
    }
}
