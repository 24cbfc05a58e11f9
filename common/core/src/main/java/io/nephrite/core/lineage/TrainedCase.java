package io.nephrite.core.lineage;

import java.util.Optional;

/**
 * A case that weights were trained on.
 *
 * @param version of the dataset whose training it was
 * @param contentId of the case's files in that version
 */
public record TrainedCase(CaseIdentity identity, String version, String contentId) {
    /** Why another case is this one, in words that follow its name; empty where it is not. */
    Optional<String> sameAs(CaseIdentity other) {
        if (identity.caseId().equals(other.caseId())) {
            return Optional.of("trained on in version " + version);
        }
        if (identity.images().stream().anyMatch(other.images()::contains)) {
            return Optional.of("has the image of " + identity.caseId() + ", trained on in version " + version);
        }
        return identity.group().isPresent() && identity.group().equals(other.group())
                ? Optional.of("of group " + other.group().get() + " like " + identity.caseId()
                        + ", trained on in version " + version)
                : Optional.empty();
    }
}
