package io.nephrite.planner.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.lineage.CaseIdentity;
import io.nephrite.core.lineage.Continuation;
import io.nephrite.core.lineage.KeptSplits;
import io.nephrite.core.lineage.StoredLineage;
import io.nephrite.core.lineage.TrainingLineage;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.FoldSplits;
import io.nephrite.core.planning.FoldSplitter;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.store.ObjectStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which cases train and validate the folds of a version: as the user's own document says, as an earlier version did, or
 * as nnU-Net draws them.
 */
final class VersionSplits {
    private final ObjectStore results;
    private final StoredLineage lineage;
    private final DatasetManifest manifest;
    private final Experiment experiment;
    private final Optional<StoredVersion> continued;
    private final Map<String, List<Weights>> weightsByFold = new HashMap<>();

    /** @throws PipelineException INVALID_EXPERIMENT where the version that it goes on from is not planned */
    VersionSplits(ObjectStore results, DatasetManifest manifest, Experiment experiment) {
        this.results = results;
        this.lineage = new StoredLineage(results);
        this.manifest = manifest;
        this.experiment = experiment;
        this.continued = experiment.continueFrom().map(version -> earlier("continueFrom", version));
    }

    /**
     * As {@link #of}, where nothing is to be trained yet: too few cases for the folds are no fault then.
     *
     * @return empty where there are too few
     */
    Optional<FoldSplits> beforeTraining(Optional<byte[]> document, List<CaseFiles> cases, Map<String, String> skipped) {
        boolean drawn = document.isEmpty() && experiment.splitsFrom().isEmpty();
        return drawn && !splitter(cases).canSplit(experiment)
                ? Optional.empty()
                : Optional.of(of(document, cases, skipped));
    }

    /**
     * @param document splits_final.json of the user
     * @param cases that are used
     * @param skipped cases that were left out after sealing → reason
     * @throws PipelineException INVALID_DATASET or INVALID_EXPERIMENT if there are no splits, or if a fold would
     *     validate what its first weights were trained on
     */
    FoldSplits of(Optional<byte[]> document, List<CaseFiles> cases, Map<String, String> skipped) {
        FoldSplits splits = splits(document, cases, skipped);
        continued.ifPresent(earlier -> requireUnseen(earlier, splits, cases));
        return splits;
    }

    private FoldSplits splits(Optional<byte[]> document, List<CaseFiles> cases, Map<String, String> skipped) {
        FoldSplitter splitter = splitter(cases);
        if (experiment.splitsFrom().isPresent()) {
            String from = experiment.splitsFrom().get();
            if (document.isPresent()) {
                throw new PipelineException(
                        FailureCode.INVALID_EXPERIMENT,
                        Experiment.FILE + " /splitsFrom: the splits of version " + from + " are asked for, and "
                                + ObjectKeys.SPLITS_FILE
                                + " beside dataset.json has other splits; remove one of the two");
            }
            return splitter.checked(kept(earlier("splitsFrom", from), cases), experiment);
        }
        if (document.isEmpty()) {
            return splitter.split(experiment);
        }
        Set<String> leftOut = new HashSet<>(skipped.keySet());
        leftOut.addAll(manifest.skipped());
        leftOut.addAll(experiment.exclude());
        return splitter.checked(document.get(), leftOut, experiment);
    }

    private FoldSplitter splitter(List<CaseFiles> cases) {
        return new FoldSplitter(cases.stream().map(CaseFiles::caseId).toList(), manifest.groups());
    }

    private FoldSplits kept(StoredVersion from, List<CaseFiles> cases) {
        if (from.splits().splits().isEmpty()) {
            throw new PipelineException(
                    FailureCode.INVALID_EXPERIMENT,
                    Experiment.FILE + " /splitsFrom: version " + from.id().version()
                            + " was trained without splits; remove \"splitsFrom\"");
        }
        List<CaseIdentity> before = from.manifest().training().stream()
                .map(files -> lineage.identity(from.manifest(), files))
                .toList();
        return new KeptSplits(from.splits(), before).with(identities(cases), this::isTrained);
    }

    /** Whether the weights that a fold goes on from have seen a case. */
    private boolean isTrained(int fold, CaseIdentity candidate) {
        return continued.stream()
                .flatMap(earlier ->
                        weightsByFold.computeIfAbsent(Integer.toString(fold), name -> weights(earlier, name)).stream())
                .anyMatch(weights -> weights.lineage.knows(candidate));
    }

    private void requireUnseen(StoredVersion earlier, FoldSplits splits, List<CaseFiles> cases) {
        List<String> ids = cases.stream().map(CaseFiles::caseId).toList();
        for (String fold : experiment.trainedFolds(splits.names())) {
            Set<String> validating = Set.copyOf(splits.fold(fold, ids).val());
            List<CaseIdentity> validation = identities(
                    cases.stream().filter(c -> validating.contains(c.caseId())).toList());
            for (Weights weights : weightsByFold.computeIfAbsent(fold, name -> weights(earlier, name))) {
                new Continuation(earlier.id().version(), weights.configuration, fold)
                        .requireUnseen(weights.lineage, validation);
            }
        }
    }

    private record Weights(String configuration, TrainingLineage lineage) {}

    /** Of each configuration that is asked for; of others nothing is continued. */
    private List<Weights> weights(StoredVersion earlier, String fold) {
        List<Weights> weights = new ArrayList<>();
        for (ConfigurationWork configuration : earlier.planning().configurations()) {
            String name = configuration.name();
            if (configuration.training(fold).isPresent()
                    && experiment
                            .configurations()
                            .map(asked -> asked.contains(name))
                            .orElse(true)) {
                weights.add(new Weights(name, lineage.of(earlier.id().fold(name, fold))));
            }
        }
        return weights;
    }

    private List<CaseIdentity> identities(List<CaseFiles> cases) {
        return cases.stream().map(files -> lineage.identity(manifest, files)).toList();
    }

    private StoredVersion earlier(String field, String version) {
        StoredVersion earlier = new StoredVersion(results, new VersionId(manifest.dataset(), version));
        if (!earlier.isPlanned()) {
            throw new PipelineException(
                    FailureCode.INVALID_EXPERIMENT,
                    Experiment.FILE + " /" + field + ": found \"" + version + "\", expected a planned version of "
                            + manifest.dataset() + ", as the results and the status name it");
        }
        return earlier;
    }
}
