package io.nephrite.core.pipeline;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.json.Json;
import io.nephrite.core.store.ObjectStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What lies beside a prediction of an image without reference.
 *
 * @param model that always means the same networks
 * @param version of the dataset; of a model of the store its id
 * @param configurations whose probabilities were averaged
 * @param folds of each of them, whose logits were averaged
 * @param contentId of the image's files
 * @param images keys, in channel order
 * @param etags of these files
 * @param prediction key of the label map; absent in documents of before it was kept
 * @param predictionSha256 of the label map's file, hex
 * @param shape array frame (z, y, x)
 * @param spacingMm array frame
 * @param volumesMl name of each label → volume
 * @param warnings why the prediction may be worse than the cross-validation says
 */
public record ImagePredictionRecord(
        String model,
        String dataset,
        String version,
        List<String> configurations,
        List<String> folds,
        String contentId,
        List<String> images,
        List<String> etags,
        Optional<String> prediction,
        String predictionSha256,
        Shape3 shape,
        Spacing spacingMm,
        Map<String, Double> volumesMl,
        List<String> warnings) {
    /** Reads the record of a prediction. Empty if there is no such prediction. */
    public static Optional<ImagePredictionRecord> find(ObjectStore results, String model, String caseId) {
        return results.find(ObjectKeys.imagePredictionRecord(model, caseId))
                .map(json -> Json.read(json, ImagePredictionRecord.class));
    }

    /**
     * Whether it is of these files and this model.
     *
     * @param id name that always means the same networks
     */
    public boolean isOf(String id, CaseFiles files) {
        return model.equals(id) && contentId.equals(files.contentId());
    }
}
