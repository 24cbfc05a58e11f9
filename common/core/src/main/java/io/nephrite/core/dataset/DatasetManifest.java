package io.nephrite.core.dataset;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a sealed version of a dataset consists of.
 *
 * @param version hash of this manifest, the experiment and the uploaded plans and splits
 * @param channelNames in channel order, as dataset.json spells them
 * @param training cases to train and validate with, ascending by case id
 * @param test cases without reference, ascending by case id
 * @param skipped ids of cases that were left out because of their faults
 * @param groups patient or other group of a case; cases of one group stay in one fold
 * @param plans the user's own, such as {@code nnUNetPlans.json}; see {@link PlansChoice}
 * @param splits the user's own, {@code splits_final.json}
 * @param reader as {@link Description#reader}
 */
public record DatasetManifest(
        String dataset,
        String version,
        List<String> channelNames,
        LabelMap labels,
        String fileEnding,
        List<CaseFiles> training,
        List<CaseFiles> test,
        List<String> skipped,
        Map<String, String> groups,
        Optional<StoredFile> plans,
        Optional<StoredFile> splits,
        Optional<ImageReaderName> reader) {
    /** Of predictions, where the dataset says nothing else. */
    public static final String USUAL_ENDING = ".nii.gz";

    public DatasetManifest {
        channelNames = List.copyOf(channelNames);
        training = List.copyOf(training);
        test = List.copyOf(test);
        skipped = List.copyOf(skipped);
        groups = Map.copyOf(groups);
    }

    public static DatasetManifest parse(byte[] json) {
        return Json.read(json, DatasetManifest.class);
    }

    @JsonIgnore
    public VersionId versionId() {
        return new VersionId(dataset, version);
    }

    public DatasetManifest withVersion(String newVersion) {
        return new DatasetManifest(
                dataset,
                newVersion,
                channelNames,
                labels,
                fileEnding,
                training,
                test,
                skipped,
                groups,
                plans,
                splits,
                reader);
    }

    /** Ending of the names of predictions, which are written in the format of the dataset's files. */
    public String predictionEnding() {
        return predictionEnding(fileEnding);
    }

    /**
     * Returns the ending that the files of predictions have.
     *
     * @param fileEnding of the dataset's files, as dataset.json has it; may be empty
     */
    public static String predictionEnding(String fileEnding) {
        return fileEnding.isEmpty() ? USUAL_ENDING : fileEnding.toLowerCase(Locale.ROOT);
    }

    /** The same as events say it: absent where it is the usual one. */
    public Optional<String> unusualPredictionEnding() {
        return Optional.of(predictionEnding()).filter(ending -> !ending.equals(USUAL_ENDING));
    }

    public Optional<CaseFiles> trainingCase(String caseId) {
        return training.stream().filter(c -> c.caseId().equals(caseId)).findFirst();
    }

    /** dataset.json in nnU-Net v2's form. */
    public ObjectNode toNnunet() {
        ObjectNode node = Json.mapper().createObjectNode();
        ObjectNode channels = node.putObject("channel_names");
        for (int i = 0; i < channelNames.size(); i++) {
            channels.put(Integer.toString(i), channelNames.get(i));
        }
        node.set("labels", labels.toNnunet());
        node.put("numTraining", training.size());
        node.put("file_ending", fileEnding);
        reader.ifPresent(r -> node.put("overwrite_image_reader_writer", r.text()));
        if (!labels.regionsClassOrder().isEmpty()) {
            node.set("regions_class_order", Json.mapper().valueToTree(labels.regionsClassOrder()));
        }
        node.put("name", dataset);
        return node;
    }
}
