package io.nephrite.core.selection;

import java.util.List;

/**
 * The name that nnU-Net gives a trained configuration: its folder {@code <trainer>__<plans>__<configuration>}.
 *
 * @param plans name of the plans
 */
public record NnunetModel(String trainer, String plans, String configuration) {
    /** nnU-Net's trainer, which this system follows. */
    public static final String USUAL_TRAINER = "nnUNetTrainer";

    /** Trained here. */
    public static NnunetModel of(String plansName, String configuration) {
        return new NnunetModel(USUAL_TRAINER, plansName, configuration);
    }

    /** Folder name. */
    public String identifier() {
        return String.join("__", trainer, plans, configuration);
    }

    /**
     * Folder name of a pair.
     *
     * @param folds of the cross-validation
     */
    public String ensemble(NnunetModel other, List<String> folds) {
        return String.join("___", "ensemble", identifier(), other.identifier(), String.join("_", folds));
    }
}
