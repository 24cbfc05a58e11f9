package io.nephrite.core.identity;

/**
 * One sealed state of a dataset.
 *
 * @param dataset name of the dataset: the first part of its objects' keys
 * @param version hash of the manifest and of what the user asked for
 */
public record VersionId(String dataset, String version) {
    /** One fold of one configuration of this version. */
    public FoldId fold(String configuration, String fold) {
        return new FoldId(this, configuration, fold);
    }

    /** As {@code dataset/version}. */
    @Override
    public String toString() {
        return dataset + "/" + version;
    }
}
