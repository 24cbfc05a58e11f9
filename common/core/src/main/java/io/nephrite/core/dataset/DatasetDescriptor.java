package io.nephrite.core.dataset;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a dataset's own description says, whatever its layout. Paths are relative to the dataset's folder.
 *
 * @param name as the description spells it
 * @param channelNames in channel order
 * @param training ascending by case id
 * @param test ascending by case id
 * @param groups patient or other group of a case, where the description names one
 */
public record DatasetDescriptor(
        DatasetLayout layout,
        String name,
        List<String> channelNames,
        LabelMap labels,
        String fileEnding,
        List<DeclaredCase> training,
        List<DeclaredCase> test,
        Map<String, String> groups) {
    public DatasetDescriptor {
        channelNames = List.copyOf(channelNames);
        training = List.copyOf(training);
        test = List.copyOf(test);
        groups = Map.copyOf(groups);
    }

    /**
     * Files that make up a case.
     *
     * @param images one per channel, in channel order; or one 4D file with channels last
     */
    public record DeclaredCase(String caseId, List<String> images, Optional<String> label) {
        public DeclaredCase {
            images = List.copyOf(images);
        }
    }
}
