package io.nephrite.core.selection;

import java.util.List;

/**
 * Text of inference_instructions.txt: the commands of this system that predict with what was chosen. {@code RESULTS} is
 * the folder that the file lies in.
 */
public final class InferenceInstructions {
    private InferenceInstructions() {}

    /**
     * Writes the commands that predict with what was chosen.
     *
     * @param postprocesses whether any postprocessing was accepted
     */
    public static String of(InferenceInformation information, boolean postprocesses) {
        StringBuilder text =
                new StringBuilder("RESULTS is the folder of this file. Predict the images of INPUT_FOLDER:\n\n");
        List<NnunetModel> selected = information.selected();
        String folds = String.join(",", information.folds());
        for (int i = 0; i < selected.size(); i++) {
            text.append("./nephrite predict RESULTS INPUT_FOLDER --configuration ")
                    .append(selected.get(i).configuration())
                    .append(" --folds ")
                    .append(folds)
                    .append(
                            selected.size() == 1
                                    ? " --out OUTPUT_FOLDER"
                                    : " --probabilities --out OUTPUT_FOLDER_MODEL_" + (i + 1))
                    .append('\n');
        }
        if (selected.size() > 1) {
            text.append(
                            "./nephrite ensemble OUTPUT_FOLDER_MODEL_1 OUTPUT_FOLDER_MODEL_2 --dataset-json RESULTS/dataset.json")
                    .append(" --out OUTPUT_FOLDER\n");
        }
        if (postprocesses) {
            text.append("./nephrite postprocess OUTPUT_FOLDER --postprocessing RESULTS/")
                    .append(information.postprocessingFile())
                    .append(" --out OUTPUT_FOLDER_PP\n");
        }
        return text.toString();
    }
}
