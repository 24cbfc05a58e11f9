package io.nephrite.core.identity;

/**
 * One fold of one configuration of a dataset version: what is trained as one network.
 *
 * @param configuration such as {@code 3d_fullres}
 * @param fold {@code 0} to {@code 4}, or {@code all}
 */
public record FoldId(VersionId version, String configuration, String fold) {
    public String dataset() {
        return version.dataset();
    }

    /** The same fold of another version of the dataset. */
    public FoldId in(String otherVersion) {
        return new FoldId(new VersionId(dataset(), otherVersion), configuration, fold);
    }

    /** As {@code 3d_fullres fold 0}, for messages. */
    public String inWords() {
        return configuration + " fold " + fold;
    }

    /** As {@code dataset/version/configuration/fold}. */
    @Override
    public String toString() {
        return version + "/" + configuration + "/" + fold;
    }
}
