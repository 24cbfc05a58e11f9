package io.nephrite.eval.report;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.eval.report.ExperimentDifferences.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What changed from one version of a dataset to another. Test images count as cases.
 *
 * @param added case ids, ascending
 * @param dropped case ids, ascending
 * @param replaced ids of cases whose files, or declared labels, are others, ascending
 * @param documents what else differs, in sentences
 * @param settings of the experiment
 */
public record VersionChanges(
        List<String> added,
        List<String> dropped,
        List<String> replaced,
        List<String> documents,
        List<Difference> settings) {
    public VersionChanges {
        added = List.copyOf(added);
        dropped = List.copyOf(dropped);
        replaced = List.copyOf(replaced);
        documents = List.copyOf(documents);
        settings = List.copyOf(settings);
    }

    public static VersionChanges between(
            DatasetManifest before, Experiment experimentBefore, DatasetManifest now, Experiment experimentNow) {
        Map<String, String> first = contents(before);
        Map<String, String> second = contents(now);
        return new VersionChanges(
                second.keySet().stream().filter(id -> !first.containsKey(id)).toList(),
                first.keySet().stream().filter(id -> !second.containsKey(id)).toList(),
                second.entrySet().stream()
                        .filter(e -> first.containsKey(e.getKey())
                                && !first.get(e.getKey()).equals(e.getValue()))
                        .map(Map.Entry::getKey)
                        .toList(),
                documents(before, now),
                ExperimentDifferences.between(experimentBefore, experimentNow));
    }

    private static Map<String, String> contents(DatasetManifest manifest) {
        Map<String, String> contents = new TreeMap<>();
        Stream.concat(manifest.training().stream(), manifest.test().stream())
                .forEach((CaseFiles c) -> contents.put(c.caseId(), c.contentId()));
        return contents;
    }

    private static List<String> documents(DatasetManifest before, DatasetManifest now) {
        List<String> documents = new ArrayList<>();
        if (!before.channelNames().equals(now.channelNames())) {
            documents.add("channels " + before.channelNames() + " became " + now.channelNames());
        }
        if (!before.labels().equals(now.labels())) {
            documents.add("the labels of dataset.json differ");
        }
        if (!before.plans().equals(now.plans())) {
            documents.add("the uploaded plans differ");
        }
        if (!before.splits().equals(now.splits())) {
            documents.add("the uploaded splits differ");
        }
        if (!before.groups().equals(now.groups())) {
            documents.add("the groups of the cases differ");
        }
        return documents;
    }

    public boolean isEmpty() {
        return added.isEmpty() && dropped.isEmpty() && replaced.isEmpty() && documents.isEmpty() && settings.isEmpty();
    }
}
