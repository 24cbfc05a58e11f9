package io.nephrite.core.pipeline;

/**
 * Names of what lies in a folder with the predictions of all validation cases, from which the choice is made: of a
 * configuration ({@link ObjectKeys#crossValidation}) or of a pair ({@link ObjectKeys#ensemble}).
 *
 * @param prefix ends in a slash
 */
public record ChoiceFolder(String prefix) {
    public ChoiceFolder {
        if (!prefix.endsWith("/")) {
            throw new IllegalArgumentException("prefix must end in a slash: " + prefix);
        }
    }

    /**
     * Returns the key of a case's prediction.
     *
     * @param ending as {@link FoldFolder#prediction}
     */
    public String prediction(String caseId, String ending) {
        return prefix + caseId + ending;
    }

    public String summary() {
        return prefix + "summary.json";
    }

    public String datasetJson() {
        return prefix + "dataset.json";
    }

    public String plans() {
        return prefix + "plans.json";
    }

    /** Which filters were accepted. */
    public String postprocessing() {
        return prefix + "postprocessing.json";
    }

    /** The same predictions with the accepted filters. */
    public ChoiceFolder postprocessed() {
        return new ChoiceFolder(prefix + "postprocessed/");
    }
}
