package io.nephrite.core.planning;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.type.TypeReference;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.pipeline.FailureCode;
import io.nephrite.core.pipeline.Json;
import io.nephrite.core.pipeline.PipelineException;
import io.nephrite.core.random.LegacyRandomState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * nnU-Net's splits_final.json: which cases train and validate which fold.
 *
 * @param splits fold 0 first
 */
public record FoldSplits(@JsonValue List<Split> splits) {
    private static final long SEED = 12345;

    public FoldSplits {
        splits = List.copyOf(splits);
    }

    /** Case ids of one fold. */
    public record Split(List<String> train, List<String> val) {
        public Split {
            train = List.copyOf(train);
            val = List.copyOf(val);
        }
    }

    /** A document that this system wrote; a user's own is read by {@link FoldSplitter#checked}. */
    public static FoldSplits parse(byte[] json) {
        try {
            return new FoldSplits(Json.mapper().readValue(json, new TypeReference<List<Split>>() {}));
        } catch (IOException e) {
            throw new PipelineException(
                    FailureCode.INVALID_DATASET,
                    "splits_final.json: not a list of train and val: " + e.getMessage(),
                    e);
        }
    }

    /**
     * The cases of one fold. A fold beyond the splits is nnU-Net's random 80:20 split; {@code all} trains and validates
     * on all cases.
     *
     * @param cases ids of all usable cases
     */
    public Split fold(String fold, List<String> cases) {
        List<String> sorted = List.copyOf(new TreeSet<>(cases));
        if (fold.equals(Experiment.FOLD_ALL)) {
            return new Split(sorted, sorted);
        }
        int index = Integer.parseInt(fold);
        return index < splits.size() ? splits.get(index) : random(index, sorted);
    }

    private static Split random(int fold, List<String> cases) {
        int[] drawn = new LegacyRandomState(SEED + fold).choice(cases.size(), (int) (cases.size() * 0.8));
        List<String> train = Arrays.stream(drawn).mapToObj(cases::get).toList();
        List<String> val = new ArrayList<>(cases);
        val.removeAll(train);
        return new Split(train, val);
    }
}
