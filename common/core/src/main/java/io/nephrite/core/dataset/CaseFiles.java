package io.nephrite.core.dataset;

import io.nephrite.core.json.ContentHash;
import io.nephrite.core.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The objects of one case in bucket {@code datasets}.
 *
 * @param contentId hash of the files' keys, sizes and ETags and of the labels that the dataset declares: the name of
 *     every result that depends on nothing else
 * @param images one per channel, in channel order; a single 4D file (channels last) stands alone
 * @param label absent for test cases
 */
public record CaseFiles(String caseId, String contentId, List<StoredFile> images, Optional<StoredFile> label) {
    public CaseFiles {
        images = List.copyOf(images);
        if (images.isEmpty()) {
            throw new IllegalArgumentException(caseId + ": a case needs at least one image");
        }
    }

    /** @param declaration canonical text of what the dataset declares and the check depends on (labels, channels) */
    public static CaseFiles of(String caseId, List<StoredFile> images, Optional<StoredFile> label, String declaration) {
        StringBuilder identity = new StringBuilder(declaration);
        images.forEach(f -> identity.append('\n')
                .append(f.key())
                .append(' ')
                .append(f.size())
                .append(' ')
                .append(f.etag()));
        label.ifPresent(f -> identity.append("\nlabel ")
                .append(f.key())
                .append(' ')
                .append(f.size())
                .append(' ')
                .append(f.etag()));
        return new CaseFiles(caseId, ContentHash.of(caseId, identity.toString()), images, label);
    }

    /** A file in the store. */
    public record StoredFile(String key, long size, String etag) {
        /**
         * Reads this very file.
         *
         * @param reading takes the key
         * @throws ReplacedException where another file lies under the key, before or after: what was read of that one
         *     must not go under the name of this one
         */
        public <T> T read(ObjectStore store, Function<String, T> reading) {
            requireNotReplaced(store);
            try {
                return reading.apply(key);
            } finally {
                // where reading failed too: that says something about the other file, if there is one
                requireNotReplaced(store);
            }
        }

        private void requireNotReplaced(ObjectStore store) {
            if (store.stat(key).filter(found -> !found.etag().equals(etag)).isPresent()) {
                throw new ReplacedException(key);
            }
        }
    }

    /** A file is not the one any more that a version of the dataset was sealed with. */
    public static final class ReplacedException extends RuntimeException {
        ReplacedException(String key) {
            super(key
                    + " was replaced since this version of the dataset was sealed; seal the dataset again, or put the old"
                    + " file back");
        }
    }
}
