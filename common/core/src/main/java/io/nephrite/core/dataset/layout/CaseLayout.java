package io.nephrite.core.dataset.layout;

import io.nephrite.core.dataset.description.Description;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The names that the files of a dataset have. */
interface CaseLayout {
    /** The layout of a dataset that is described so. */
    static CaseLayout of(Description description) {
        return switch (description.layout()) {
            case KITS19 -> new KitsLayout(description);
            case NNUNET_V1 -> ListedLayout.v1(description);
            case NNUNET_V2 -> description.listed() ? ListedLayout.v2(description) : new FolderLayout(description);
        };
    }

    /** Cases that the description names one by one. */
    List<CasePattern> named();

    /**
     * What a file is.
     *
     * @param path relative to the dataset's folder
     * @return empty where it belongs to no case
     */
    Optional<CasePart> part(String path);

    /** What else a case should have of which a first file has come, and which is none of {@link #named}. */
    CasePattern pattern(CasePart part, String path);

    /** Number of training cases that are to come where none is named. */
    OptionalInt count();

    /**
     * Which names an image would be used under that belongs to no case; empty where it is known and left alone.
     *
     * @param path of a file that is no {@link #part}
     */
    Optional<String> expectation(String path);
}
