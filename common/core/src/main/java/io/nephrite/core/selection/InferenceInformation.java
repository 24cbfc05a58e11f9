package io.nephrite.core.selection;

import io.nephrite.core.numpy.PythonJson;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * nnU-Net's {@code inference_information.json}.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code find_best_configuration}.
 *
 * @param scores identifier of a configuration or pair → mean foreground Dice, NaN where it is undefined
 * @param postprocessingFile beside plans.json and the summary of what was chosen
 * @param before Dice of the chosen one
 * @param after the same after postprocessing
 */
public record InferenceInformation(
        String dataset,
        List<String> folds,
        List<NnunetModel> considered,
        boolean ensemblingAllowed,
        Map<String, Double> scores,
        List<NnunetModel> selected,
        String plansFile,
        String postprocessingFile,
        double before,
        double after) {
    public InferenceInformation {
        folds = List.copyOf(folds);
        considered = List.copyOf(considered);
        selected = List.copyOf(selected);
        scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    }

    /** The document's text, as Python writes it. */
    public byte[] toNnunet() {
        return PythonJson.bytes(Map.of(
                "all_results",
                scores,
                "best_model_or_ensemble",
                Map.of(
                        "postprocessing_file", postprocessingFile,
                        "result_on_crossval_post_pp", after,
                        "result_on_crossval_pre_pp", before,
                        "selected_model_or_models",
                                selected.stream()
                                        .map(m -> named(m, "plans_identifier"))
                                        .toList(),
                        "some_plans_file", plansFile),
                "considered_models",
                considered.stream().map(m -> named(m, "plans")).toList(),
                "dataset_name_or_id",
                dataset,
                "ensembling_allowed",
                ensemblingAllowed,
                "folds",
                folds.stream().map(InferenceInformation::fold).toList()));
    }

    private static Map<String, Object> named(NnunetModel model, String plansField) {
        return Map.of("configuration", model.configuration(), plansField, model.plans(), "trainer", model.trainer());
    }

    /** nnU-Net writes numbers, and {@code "all"}. */
    private static Object fold(String fold) {
        return fold.chars().allMatch(Character::isDigit) ? Integer.valueOf(fold) : fold;
    }
}
