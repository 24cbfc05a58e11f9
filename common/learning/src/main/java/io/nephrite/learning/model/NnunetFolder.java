package io.nephrite.learning.model;

import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.core.model.ModelManifest;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.ForeignPlans;
import io.nephrite.core.plans.Plans;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.checkpoint.ModelDescription;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.nnunet.CheckpointException;
import io.nephrite.learning.nnunet.NnunetCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A model folder of nnU-Net v2, {@code <trainer>__<plans>__<configuration>}, or one that somebody else has made for
 * nnUNetv2_predict. As there, configuration and mirrored axes are those that the first fold's checkpoint names.
 */
final class NnunetFolder {
    private static final String OWN_TRAINER = "nnUNetTrainer";
    private static final String DEFAULT_PLANS = "nnUNetPlans";
    private static final int NAME_PARTS = 3;

    private final Path folder;
    private final CheckpointStore.Kind kind;

    private NnunetFolder(Path folder, CheckpointStore.Kind kind) {
        this.folder = folder;
        this.kind = kind;
    }

    static boolean isOne(Path folder) throws IOException {
        if (!Files.isRegularFile(folder.resolve(ModelManifest.PLANS))) {
            return false;
        }
        for (String fold : FolderFiles.folds(folder)) {
            for (CheckpointStore.Kind kind : CheckpointStore.Kind.values()) {
                if (Files.isRegularFile(file(folder, fold, kind))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Path file(Path folder, String fold, CheckpointStore.Kind kind) {
        return FolderFiles.fold(folder, fold)
                .resolve(kind == CheckpointStore.Kind.FINAL ? "checkpoint_final.pth" : "checkpoint_best.pth");
    }

    /** As the folder's name says; empty where it is named otherwise. */
    static Optional<String> configurationOf(Path folder) {
        return namePart(folder, NAME_PARTS - 1);
    }

    private static Optional<String> namePart(Path folder, int part) {
        Path last = folder.toAbsolutePath().normalize().getFileName();
        String[] parts = last == null ? new String[0] : last.toString().split("__", -1);
        return parts.length == NAME_PARTS ? Optional.of(parts[part]) : Optional.empty();
    }

    static Model read(Path folder, CheckpointStore.Kind kind) throws IOException {
        return new NnunetFolder(folder, kind).model();
    }

    private Model model() throws IOException {
        List<String> folds = new ArrayList<>();
        for (String fold : FolderFiles.folds(folder)) {
            if (Files.isRegularFile(file(folder, fold, kind))) {
                folds.add(fold);
            }
        }
        if (folds.isEmpty()) {
            throw new PipelineException(
                    FailureCode.INVALID_MODEL,
                    folder + ": no fold has a " + file(folder, "0", kind).getFileName()
                            + "; expected one, or ask for the other checkpoint");
        }
        Path datasetJson = folder.resolve(ModelManifest.DATASET_JSON);
        Description description =
                FolderFiles.description(FolderFiles.bytes(datasetJson, "the description"), datasetJson);
        NnunetCheckpoint first = checkpoint(folds.get(0));
        String plansName = namePart(folder, 1).orElse(DEFAULT_PLANS);
        Plans plans = ForeignPlans.complete(
                FolderFiles.bytes(folder.resolve(ModelManifest.PLANS), "the plans"), plansName, first.configuration());
        ConfigurationPlan plan = plans.configuration(first.configuration());
        requireChannels(plan, description);
        ModelDescription network = ModelDescription.foreign(
                plan, description.channelNames().size(), TargetScheme.of(description.labels()), first.mirroringAxes());
        List<TrainedFold> trained = folds.stream()
                .map(fold -> new TrainedFold(fold, () -> weights(fold, network)))
                .toList();
        Map<String, byte[]> documents = new TreeMap<>();
        for (String name : List.of(ModelManifest.FINGERPRINT, ModelManifest.POSTPROCESSING)) {
            if (Files.isRegularFile(folder.resolve(name))) {
                documents.put(name, Files.readAllBytes(folder.resolve(name)));
            }
        }
        return new Model(
                folder.toString(),
                dataset(plans, description),
                plans,
                description,
                Experiment.defaults(),
                List.of(new TrainedConfiguration(first.configuration(), trained)),
                documents,
                remarks(first));
    }

    private void requireChannels(ConfigurationPlan plan, Description description) {
        int declared = description.channelNames().size();
        int planned = plan.normalizationSchemes().size();
        if (declared != planned) {
            throw new PipelineException(
                    FailureCode.INVALID_MODEL,
                    folder + ": dataset.json declares " + declared + " channels, expected " + planned
                            + " as in plans.json; copy both files from the same training");
        }
    }

    private static List<String> remarks(NnunetCheckpoint first) {
        return first.trainerName().equals(OWN_TRAINER)
                ? List.of()
                : List.of(
                        "the weights were trained by " + first.trainerName()
                                + "; they are used in the network that the plans describe, into which they fit tensor by tensor");
    }

    private String dataset(Plans plans, Description description) {
        String named = plans.toJson().path("dataset_name").asText("");
        if (!named.isEmpty()) {
            return named;
        }
        Path parent = folder.toAbsolutePath().normalize().getParent();
        boolean inTree = namePart(folder, 0).isPresent() && parent != null && parent.getFileName() != null;
        return inTree
                ? parent.getFileName().toString()
                : description.name().isEmpty() ? "imported" : description.name();
    }

    private NnunetCheckpoint checkpoint(String fold) throws IOException {
        try {
            return NnunetCheckpoint.read(file(folder, fold, kind));
        } catch (CheckpointException e) {
            throw new PipelineException(FailureCode.INVALID_MODEL, e.getMessage(), e);
        }
    }

    private Checkpoint weights(String fold, ModelDescription network) {
        try {
            NnunetCheckpoint read = checkpoint(fold);
            if (!read.configuration().equals(network.configurationName())) {
                throw new PipelineException(
                        FailureCode.INVALID_MODEL,
                        file(folder, fold, kind) + ": configuration is " + read.configuration()
                                + ", that of the first fold is " + network.configurationName()
                                + "; put the folds of one training together");
            }
            return new Checkpoint(network, 0, Json.mapper().createObjectNode(), read.tensors(network.network()));
        } catch (CheckpointException e) {
            throw new PipelineException(FailureCode.INVALID_MODEL, e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
