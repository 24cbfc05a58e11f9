package io.nephrite.core.planning;

import com.fasterxml.jackson.annotation.JsonValue;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.core.numpy.LegacyRandomState;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * nnU-Net's splits_final.json: which cases train and validate which fold.
 *
 * @param splits fold 0 first
 */
public record FoldSplits(@JsonValue List<Split> splits) {
    /** Where only fold {@code all} is trained, or nothing yet. */
    public static final FoldSplits NONE = new FoldSplits(List.of());

    /** nnU-Net's, of every split. */
    static final long SEED = 12345;

    public FoldSplits {
        splits = List.copyOf(splits);
    }

    /** Case ids of one fold. */
    public record Split(List<String> train, List<String> val) {
        public Split {
            train = List.copyOf(train);
            val = List.copyOf(val);
        }

        private Split retaining(Set<String> cases) {
            return new Split(
                    train.stream().filter(cases::contains).toList(),
                    val.stream().filter(cases::contains).toList());
        }
    }

    /** Of the folds: {@code "0"} … */
    public List<String> names() {
        return IntStream.range(0, splits.size()).mapToObj(Integer::toString).toList();
    }

    /** A document that this system wrote; a user's own is read by {@link FoldSplitter#checked}. */
    public static FoldSplits parse(byte[] json) {
        try {
            List<Split> splits = Arrays.asList(Json.read(json, Split[].class));
            if (splits.contains(null)) {
                throw new IllegalArgumentException("found null in place of a split");
            }
            return new FoldSplits(splits);
        } catch (IllegalArgumentException e) {
            throw new PipelineException(
                    FailureCode.INVALID_DATASET,
                    "splits_final.json: not a list of train and val: " + e.getMessage(),
                    e);
        }
    }

    /**
     * The cases of one fold, without those that are not used. A fold beyond the splits is nnU-Net's random 80:20 split;
     * {@code all} trains and validates on all cases.
     *
     * @param cases ids of all usable cases
     */
    public Split fold(String fold, Collection<String> cases) {
        SortedSet<String> used = new TreeSet<>(cases);
        List<String> sorted = List.copyOf(used);
        if (fold.equals(Experiment.FOLD_ALL)) {
            return new Split(sorted, sorted);
        }
        int index = Integer.parseInt(fold);
        return index < splits.size() ? splits.get(index).retaining(used) : random(index, sorted);
    }

    private static Split random(int fold, List<String> cases) {
        int[] drawn = new LegacyRandomState(SEED + fold).choice(cases.size(), (int) (cases.size() * 0.8));
        List<String> train = Arrays.stream(drawn).mapToObj(cases::get).toList();
        Set<String> val = new LinkedHashSet<>(cases);
        train.forEach(val::remove);
        return new Split(train, List.copyOf(val));
    }
}
