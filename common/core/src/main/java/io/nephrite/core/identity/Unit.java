package io.nephrite.core.identity;

import java.util.Optional;

/** The dataset, case or fold that a piece of work is about. */
public sealed interface Unit {
    String dataset();

    /** In words, for messages. */
    String subject();

    default Optional<String> caseId() {
        return Optional.empty();
    }

    default Optional<FoldId> foldId() {
        return Optional.empty();
    }

    /** The whole dataset. */
    record OfDataset(String dataset) implements Unit {
        @Override
        public String subject() {
            return dataset;
        }
    }

    /** One case of a dataset, whatever is trained with it. */
    record OfCase(String dataset, String id) implements Unit {
        @Override
        public String subject() {
            return id;
        }

        @Override
        public Optional<String> caseId() {
            return Optional.of(id);
        }
    }

    /** One fold of one configuration. */
    record OfFold(FoldId id) implements Unit {
        @Override
        public String dataset() {
            return id.dataset();
        }

        @Override
        public String subject() {
            return id.inWords();
        }

        @Override
        public Optional<FoldId> foldId() {
            return Optional.of(id);
        }
    }

    /** One validation case of a fold. */
    record OfFoldCase(FoldId fold, String id) implements Unit {
        @Override
        public String dataset() {
            return fold.dataset();
        }

        @Override
        public String subject() {
            return id;
        }

        @Override
        public Optional<String> caseId() {
            return Optional.of(id);
        }

        @Override
        public Optional<FoldId> foldId() {
            return Optional.of(fold);
        }
    }
}
