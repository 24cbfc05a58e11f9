package io.nephrite.core.identity;

import java.util.Optional;

/**
 * A case with the contents of its files: what a check, a fingerprint and a preprocessed volume depend on.
 *
 * @param caseId name of the case within its dataset; may have dots
 * @param contentId hash of the contents; has no dot
 */
public record CaseContent(String caseId, String contentId) {
    public CaseContent {
        if (contentId.indexOf('.') >= 0) {
            throw new IllegalArgumentException("a content id has no dot: " + contentId);
        }
    }

    /** Name of everything that is stored of it: {@code caseId.contentId}. */
    public String name() {
        return caseId + "." + contentId;
    }

    /** The inverse of {@link #name}; empty where the text is no such name. */
    public static Optional<CaseContent> parse(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0
                ? Optional.of(new CaseContent(name.substring(0, dot), name.substring(dot + 1)))
                : Optional.empty();
    }
}
