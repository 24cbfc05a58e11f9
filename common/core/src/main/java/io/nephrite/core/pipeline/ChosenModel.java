package io.nephrite.core.pipeline;

import io.nephrite.core.identity.VersionId;
import io.nephrite.core.selection.Selection;
import io.nephrite.core.store.ObjectStore;
import java.util.List;
import java.util.Optional;

/**
 * What predicts images without reference: the trained folds of a version that its cross-validation has chosen.
 *
 * @param configurations one, or more whose probabilities are averaged in this order
 * @param folds of each of them, whose logits are averaged in this order
 * @param filters of each set of labels in turn only the largest connected component is kept
 */
public record ChosenModel(
        VersionId version, List<String> configurations, List<String> folds, List<List<Integer>> filters) {
    private static final char SEPARATOR = '.';

    public ChosenModel {
        configurations = List.copyOf(configurations);
        folds = List.copyOf(folds);
        filters = filters.stream().map(List::copyOf).toList();
    }

    /** Empty where nothing is chosen yet. */
    public static Optional<ChosenModel> find(ObjectStore results, VersionId version) {
        return results.find(ObjectKeys.selection(version))
                .map(Selection::parse)
                .map(selection ->
                        new ChosenModel(version, selection.configurations(), selection.folds(), selection.filters()));
    }

    /**
     * Finds the model that a dataset or version has chosen.
     *
     * @param name {@code <dataset>.<version>}, or {@code <dataset>} for what its newest version has chosen
     * @return empty if there is no such dataset or version, or nothing is chosen yet
     */
    public static Optional<ChosenModel> find(ObjectStore results, String name) {
        Optional<ChosenModel> newest =
                CurrentVersion.find(results, name).flatMap(current -> find(results, current.of(name)));
        return newest.or(() -> versionOf(name).flatMap(version -> find(results, version)));
    }

    /** The version that a name means: the inverse of {@link #id(VersionId)}; empty where it means none. */
    public static Optional<VersionId> versionOf(String name) {
        int separator = name.lastIndexOf(SEPARATOR);
        return separator < 1
                ? Optional.empty()
                : Optional.of(new VersionId(name.substring(0, separator), name.substring(separator + 1)));
    }

    /** The name that always means this model. */
    public String id() {
        return id(version);
    }

    /** The name of what a version has chosen, or will choose. */
    public static String id(VersionId version) {
        return version.dataset() + SEPARATOR + version.version();
    }
}
