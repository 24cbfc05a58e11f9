package io.nephrite.core.planning;

import java.util.List;

/**
 * What planning needs to know of a dataset besides its fingerprint.
 *
 * @param channelNames in channel order; the name decides the normalisation
 * @param labels number of declared labels, with background and, where declared, ignore
 * @param trainingCases number of cases the dataset declares
 */
public record PlanningSubject(String datasetName, List<String> channelNames, int labels, int trainingCases) {
    public PlanningSubject {
        channelNames = List.copyOf(channelNames);
        if (channelNames.isEmpty() || labels < 1 || trainingCases < 1) {
            throw new IllegalArgumentException(datasetName + ": needs a channel, a label and a training case, found "
                    + channelNames.size() + ", " + labels + ", " + trainingCases);
        }
    }
}
