package io.nephrite.core.event;

import java.util.List;

/**
 * The cross-validation of a dataset version has said what predicts from now on.
 *
 * @param configurations one, or two whose probabilities are averaged in this order
 * @param selectionKey of selection.json, which has the folds, the postprocessing and the reason
 */
public record ConfigurationSelected(
        EventHeader header, String dataset, String version, List<String> configurations, String selectionKey)
        implements VersionEvent {
    public ConfigurationSelected {
        if (configurations == null || configurations.isEmpty()) {
            throw new IllegalArgumentException("configurations must name one or more, found none");
        }
        configurations = List.copyOf(configurations);
    }

    @Override
    public String partitionKey() {
        return dataset;
    }
}
