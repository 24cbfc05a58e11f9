package io.nephrite.learning.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.core.model.ModelManifest;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.PreprocessingOrder;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.nnunet.NnunetCheckpointWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes models as folders that nnUNetv2_predict accepts. */
public final class NnunetExport {
    private static final String TRAINER = "nnUNetTrainer";

    private NnunetExport() {}

    /**
     * Writes the model's configurations for nnU-Net.
     *
     * @param folder gets a folder {@code nnUNetTrainer__<plans>__<configuration>} for each configuration
     * @return these folders
     * @throws PipelineException {@link FailureCode#INVALID_MODEL} where nnU-Net has no way to do what the model needs
     */
    public static List<Path> write(Model model, Path folder) throws IOException {
        if (model.experiment().rawResampling().isPresent()) {
            throw new PipelineException(
                    FailureCode.INVALID_MODEL,
                    model.place() + ": its images are resampled before everything else (rawResampling), which nnU-Net"
                            + " does not do, so its predictions would be wrong; export it as TorchScript, or train without"
                            + " rawResampling");
        }
        List<Path> written = new ArrayList<>();
        for (TrainedConfiguration configuration : model.configurations()) {
            written.add(write(model, configuration, folder));
        }
        return written;
    }

    private static Path write(Model model, TrainedConfiguration configuration, Path folder) throws IOException {
        ConfigurationPlan plan = model.plans().configuration(configuration.name());
        if (plan.preprocessingOrder() == PreprocessingOrder.V1) {
            throw new PipelineException(
                    FailureCode.INVALID_MODEL,
                    model.place() + ": " + configuration.name() + " is preprocessed as nnU-Net v1 did it, which v2 does"
                            + " not do; export it as TorchScript, or train with plans of v2");
        }
        Path target = Files.createDirectories(
                folder.resolve(TRAINER + "__" + model.plans().plansName() + "__" + configuration.name()));
        for (TrainedFold fold : configuration.folds()) {
            Checkpoint checkpoint = fold.checkpoint();
            Path inside = Files.createDirectories(target.resolve("fold_" + fold.fold()));
            NnunetCheckpointWriter.write(
                    inside.resolve("checkpoint_final.pth"),
                    checkpoint.model().network(),
                    checkpoint.byName(),
                    configuration.name(),
                    fold.fold(),
                    checkpoint.model().learnedAxes());
        }
        for (String document : List.of(ModelManifest.FINGERPRINT, ModelManifest.POSTPROCESSING)) {
            if (model.documents().containsKey(document)) {
                Files.write(target.resolve(document), model.documents().get(document));
            }
        }
        Files.write(target.resolve(ModelManifest.DATASET_JSON), datasetJson(model.description()));
        Files.write(target.resolve(ModelManifest.PLANS), model.plans().bytes());
        return target;
    }

    /** Whatever layout the description had, nnU-Net v2 reads its own. */
    static byte[] datasetJson(Description description) {
        ObjectNode json = Json.mapper().createObjectNode();
        ObjectNode channels = json.putObject("channel_names");
        for (int c = 0; c < description.channelNames().size(); c++) {
            channels.put(Integer.toString(c), description.channelNames().get(c));
        }
        json.set("labels", description.labels().toNnunet());
        if (description.labels().hasRegions()) {
            description.labels().regionsClassOrder().forEach(json.putArray("regions_class_order")::add);
        }
        description.numTraining().ifPresent(n -> json.put("numTraining", n));
        json.put("file_ending", description.fileEnding().isEmpty() ? ".nii.gz" : description.fileEnding());
        description.reader().ifPresent(r -> json.put("overwrite_image_reader_writer", r.text()));
        return Json.pretty(json);
    }
}
