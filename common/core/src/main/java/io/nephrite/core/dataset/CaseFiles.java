package io.nephrite.core.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.identity.CaseContent;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.store.ObjectStore;
import java.util.ArrayList;
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
 * @param companions what lies beside these files and belongs to them: voxels of a header, spacing of a stack
 */
public record CaseFiles(
        String caseId,
        String contentId,
        List<StoredFile> images,
        Optional<StoredFile> label,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<StoredFile> companions) {
    public CaseFiles {
        images = List.copyOf(images);
        // documents that were stored before there were any have none
        companions = companions == null ? List.of() : List.copyOf(companions);
        if (images.isEmpty()) {
            throw new IllegalArgumentException(caseId + ": a case needs at least one image");
        }
    }

    /** Without companions. */
    public CaseFiles(String caseId, String contentId, List<StoredFile> images, Optional<StoredFile> label) {
        this(caseId, contentId, images, label, List.of());
    }

    /**
     * Makes the files of a case, with the names of its objects.
     *
     * @param declaration canonical text of what the dataset declares and the check depends on (labels, channels)
     */
    public static CaseFiles of(String caseId, List<StoredFile> images, Optional<StoredFile> label, String declaration) {
        return of(caseId, images, label, List.of(), declaration);
    }

    /** As the other, with what lies beside the files. */
    public static CaseFiles of(
            String caseId,
            List<StoredFile> images,
            Optional<StoredFile> label,
            List<StoredFile> companions,
            String declaration) {
        StringBuilder identity = new StringBuilder(declaration);
        images.forEach(f -> identity.append('\n').append(f.identity()));
        label.ifPresent(f -> identity.append("\nlabel ").append(f.identity()));
        companions.forEach(f -> identity.append("\nbeside ").append(f.identity()));
        return new CaseFiles(caseId, ContentHash.of(caseId, identity.toString()), images, label, companions);
    }

    /** All of them: images, label, companions. */
    public List<StoredFile> all() {
        List<StoredFile> all = new ArrayList<>(images);
        label.ifPresent(all::add);
        all.addAll(companions);
        return all;
    }

    /**
     * A file that lies beside one of the case's and belongs to it.
     *
     * @param name without folder
     */
    public Optional<StoredFile> beside(StoredFile file, String name) {
        String key = file.key().substring(0, file.key().lastIndexOf('/') + 1) + name;
        return companions.stream().filter(c -> c.key().equals(key)).findFirst();
    }

    /** Which case, and with which contents. */
    public CaseContent content() {
        return new CaseContent(caseId, contentId);
    }

    /** A file in the store. */
    public record StoredFile(String key, long size, String etag) {
        private String identity() {
            return key + ' ' + size + ' ' + etag;
        }

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
        private final String key;

        ReplacedException(String key) {
            super(key
                    + " was replaced since this version of the dataset was sealed; seal the dataset again, or put the old"
                    + " file back");
            this.key = key;
        }

        /** Of the file, for those who have another advice. */
        public String key() {
            return key;
        }

        /** The failure of a case for those who have nothing else to work on. */
        public PipelineException of(String caseId) {
            return new PipelineException(FailureCode.INVALID_CASE, caseId + ": " + getMessage(), this);
        }
    }
}
